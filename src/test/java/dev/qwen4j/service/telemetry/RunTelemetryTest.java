package dev.qwen4j.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.ApprovalPolicy;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTelemetryTest {
    private static final String ANSWER = " I now know the final answer\nFinal Answer: done";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RunTelemetry telemetry = new RunTelemetry(
            metrics,
            OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(spans))
                            .build())
                    .build());

    private static Tool tool(String name, Risk risk) {
        return FunctionTool.builder(name)
                .description("d")
                .parameters(Parameters.create()
                        .required("value", "string", "a secret, or 'break'")
                        .schema())
                .risk(risk)
                .calls(arguments -> {
                    if (arguments.path("value").asText().equals("break")) {
                        throw new ToolException("broken");
                    }
                    return ToolOutput.of("seen");
                });
    }

    private static String call(String tool, String input) {
        return " t\nAction: " + tool + "\nAction Input: " + input + "\nObservation:";
    }

    private static Agent agent(String... completions) {
        return new Agent(
                new ScriptedModel(completions),
                new ToolRegistry(List.of(tool("look", Risk.READ), tool("write", Risk.WRITE))),
                AgentLimits.DEFAULT);
    }

    private Outcome run(Agent agent) {
        try (RunTelemetry.Watch watch = telemetry.watch("m")) {
            return agent.run("run-1", Transcript.empty().ask("a secret question"), watch);
        }
    }

    private double count(String name, String... tags) {
        return metrics.get(name).tags(tags).counter().count();
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String attribute(SpanData span, String key) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
    }

    @Test
    void run_is_a_tree_of_spans() {
        run(agent(call("look", "{\"value\": \"break\"}"), call("look", "{\"value\": \"x\"}"), ANSWER));

        SpanData root = span("invoke_agent qwen4j");
        List<SpanData> below = spans.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
                .toList();
        assertThat(below)
                .extracting(SpanData::getName)
                .containsExactly("chat m", "execute_tool look", "chat m", "execute_tool look", "chat m");
        assertThat(root.getParentSpanContext().isValid()).isFalse();
        assertThat(attribute(root, "gen_ai.operation.name")).isEqualTo("invoke_agent");
        assertThat(attribute(root, "gen_ai.conversation.id")).isEqualTo("run-1");
        assertThat(attribute(root, "qwen4j.run.outcome")).isEqualTo("answered");
        assertThat(root.getAttributes().get(AttributeKey.longKey("gen_ai.usage.output_tokens")))
                .isPositive();
        assertThat(below.getFirst().getAttributes().get(AttributeKey.longKey("gen_ai.usage.input_tokens")))
                .isPositive();
        assertThat(below.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(below.get(1), "error.type")).isEqualTo("failed");
        assertThat(attribute(below.get(3), "gen_ai.tool.name")).isEqualTo("look");
        assertThat(below.get(3).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(below).allSatisfy(span -> {
            assertThat(span.getStartEpochNanos()).isGreaterThanOrEqualTo(root.getStartEpochNanos());
            assertThat(span.getEndEpochNanos()).isLessThanOrEqualTo(root.getEndEpochNanos());
        });
    }

    @Test
    void texts_are_no_part_of_spans() {
        run(agent(call("look", "{\"value\": \"a secret value\"}"), ANSWER));

        assertThat(spans.getFinishedSpanItems().toString()).doesNotContain("secret", "seen", "done");
    }

    @Test
    void tools_repairs_retries_and_outcomes_are_counted() {
        run(agent("Action: nothing\nAction Input: {}\nObservation:", call("look", "{'value': 'x',}"), ANSWER));

        assertThat(metrics.get("qwen4j.tool.seconds")
                        .tags("tool", "look", "outcome", "ok")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(count("qwen4j.retries")).isEqualTo(1);
        assertThat(count("qwen4j.repairs", "code", "json5")).isEqualTo(1);
        assertThat(count("qwen4j.runs", "outcome", "answered", "reason", "")).isEqualTo(1);
        assertThat(metrics.get("qwen4j.run.steps").summary().totalAmount()).isEqualTo(3);
        assertThat(metrics.get("qwen4j.runs.active").gauge().value()).isZero();
    }

    @Test
    void run_that_waits_is_two_pieces_of_work() {
        Agent asking =
                agent(call("write", "{\"value\": \"x\"}"), ANSWER).with(ApprovalPolicy.DEFAULT.askingFor(Risk.WRITE));
        Outcome.Waiting waiting = (Outcome.Waiting) run(asking);
        try (RunTelemetry.Watch watch = telemetry.watch("m")) {
            asking.answer("run-1", Approval.allow(waiting.callId()), watch);
        }

        List<SpanData> work = spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().startsWith("invoke_agent"))
                .toList();
        assertThat(work).hasSize(2);
        assertThat(work.getFirst().getEvents()).extracting(EventData::getName).containsExactly("approval_needed");
        assertThat(attribute(work.getLast(), "qwen4j.run.outcome")).isEqualTo("answered");
        assertThat(span("execute_tool write").getParentSpanId())
                .isEqualTo(work.getLast().getSpanId());
        assertThat(count("qwen4j.approvals", "answer", "asked")).isEqualTo(1);
        assertThat(count("qwen4j.approvals", "answer", "allowed")).isEqualTo(1);
    }

    @Test
    void run_that_fails_is_an_error() {
        run(agent("Action: nothing\n", "Action: nothing\n", "Action: nothing\n"));

        SpanData root = span("invoke_agent qwen4j");
        assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(root, "error.type")).isEqualTo("unreadable");
        assertThat(count("qwen4j.runs", "outcome", "failed", "reason", "unreadable"))
                .isEqualTo(1);
    }
}
