package dev.qwen4j.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.agent.AgentEvent.Stamp;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.Budget;
import dev.qwen4j.agent.Constrain;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Overflow;
import dev.qwen4j.agent.Reduction;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.ToolLimits;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt.Segment.Generated;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
    private static final Usage USAGE = new Usage(10, 5, 7, 2, 1, 2);
    private static final Stamp STAMP =
            new Stamp("r1", 4, 0, 2, Instant.parse("2024-05-01T10:00:00.123456Z"), USAGE, List.of("fence"));
    private static final String HEAD = "'id':'4','run_id':'r1','step':2,'time':'2024-05-01T10:00:00.123456Z'";
    private static final String TAIL = "'repairs':['fence'],'usage':{'prompt_tokens':10,'completion_tokens':5,"
            + "'total_tokens':15,'prompt_tokens_details':{'cached_tokens':7},"
            + "'completion_tokens_details':{'forced_tokens':2,'drafted_tokens':1,'forward_passes':2}}";
    private static final ObjectNode ARGUMENTS =
            JsonNodeFactory.instance.objectNode().put("expression", "6*7");
    private static final Transcript TRANSCRIPT = Transcript.empty()
            .ask("6 * 7?")
            .plus(new Exchange(
                    new Step.Action("t", "calculator", "6*7", "all"), "42", new Generated("all", List.of(1, 2))))
            .plus(new Step.Malformed("", "what?", "x"), "Error")
            .plus(new Step.FinalAnswer("", "42", "42"), "")
            .ask("and now?");

    static Stream<Arguments> events() {
        return Stream.of(
                arguments(
                        new AgentEvent.Written(
                                STAMP,
                                "Final Answer:",
                                new Completion(
                                        "42",
                                        FinishReason.STOP_WORD,
                                        new Usage(1, 2),
                                        new Generated("42\n", List.of(5, 6))),
                                Duration.ofMillis(12)),
                        "{'event':'written',HEAD,'opening':'Final Answer:','text':'42','finish':'stop_word',"
                                + "'millis':12,'tokens':{'text':'42\\n','ids':[5,6]},'call_usage':{'prompt_tokens':1,"
                                + "'completion_tokens':2,'total_tokens':3,'prompt_tokens_details':{'cached_tokens':0},"
                                + "'completion_tokens_details':{'forced_tokens':0,'drafted_tokens':0,"
                                + "'forward_passes':2}},"
                                + "TAIL}"),
                arguments(
                        new AgentEvent.Retry(STAMP, "calc", "unknown tool"),
                        "{'event':'retry',HEAD,'tool':'calc','text':'unknown tool',TAIL}"),
                arguments(
                        new AgentEvent.ApprovalNeeded(STAMP, "call_2", "python", "in", ARGUMENTS, Risk.EXEC, "because"),
                        "{'event':'approval_needed',HEAD,'call_id':'call_2','tool':'python','arguments':"
                                + "{'expression':'6*7'},'input':'in','risk':'exec','reason':'because',TAIL}"),
                arguments(
                        new AgentEvent.ApprovalGiven(STAMP, Approval.deny("call_2", "no")),
                        "{'event':'approval',HEAD,'call_id':'call_2','allowed':false,'comment':'no',TAIL}"),
                arguments(
                        new AgentEvent.Action(STAMP, "call_2", "calculator", "{expression: 6*7}", ARGUMENTS),
                        "{'event':'action',HEAD,'call_id':'call_2','tool':'calculator','arguments':"
                                + "{'expression':'6*7'},'input':'{expression: 6*7}',TAIL}"),
                arguments(
                        new AgentEvent.Observation(
                                STAMP,
                                "call_2",
                                "calculator",
                                ToolOutput.of("42").with(new Attachment("a", "t", new byte[] {1, 2})),
                                Status.OK,
                                Duration.ofMillis(3)),
                        "{'event':'observation',HEAD,'call_id':'call_2','tool':'calculator','text':'42',"
                                + "'status':'ok','failed':false,'answer':false,'millis':3,'attachments':"
                                + "[{'name':'a','type':'t','content':'AQI='}],TAIL}"),
                arguments(
                        new AgentEvent.Summarized(
                                STAMP,
                                new Reduction(List.of(), new Reduction.Summary(1, 2, "sum"), 90, 60),
                                new Completion("sum", FinishReason.END_OF_TEXT, Usage.NONE),
                                Duration.ofMillis(3)),
                        "{'event':'context_summarized',HEAD,'tokens_before':90,'tokens_now':60,'shortened':[],"
                                + "'summary':{'turn':1,'exchange':2,'text':'sum'},'text':'sum','finish':'end_of_text',"
                                + "'millis':3,'tokens':{'text':'','ids':[]},'call_usage':{'prompt_tokens':0,"
                                + "'completion_tokens':0,'total_tokens':0,'prompt_tokens_details':{'cached_tokens':0}},TAIL}"),
                arguments(
                        new AgentEvent.Reduced(
                                STAMP, new Reduction(List.of(new Reduction.Cut(0, 1, 200)), null, 90, 60)),
                        "{'event':'context_reduced',HEAD,'tokens_before':90,'tokens_now':60,"
                                + "'shortened':[{'turn':0,'exchange':1,'chars':200}],TAIL}"),
                arguments(
                        new AgentEvent.BudgetSpent(STAMP, Budget.TOOL_TIME, "spent"),
                        "{'event':'budget_spent',HEAD,'budget':'tool_time','message':'spent',TAIL}"),
                arguments(new AgentEvent.Resumed(STAMP), "{'event':'resumed',HEAD,TAIL}"),
                arguments(
                        new AgentEvent.Problem(STAMP, Outcome.Cause.MODEL, "no"),
                        "{'event':'error',HEAD,'cause':'model','message':'no',TAIL}"),
                arguments(
                        new AgentEvent.Done(STAMP, new Outcome.Answered("42", TRANSCRIPT, 2, USAGE)),
                        "{'event':'done',HEAD,'answer':'42','outcome':'answered','reason':'','steps':2,TAIL}"),
                arguments(
                        new AgentEvent.Done(
                                STAMP, new Outcome.OutOfBudget("42", true, Budget.STEPS, TRANSCRIPT, 2, USAGE)),
                        "{'event':'done',HEAD,'answer':'42','outcome':'out_of_budget','reason':'steps','steps':2,"
                                + "'best':true,TAIL}"),
                arguments(
                        new AgentEvent.Done(
                                STAMP, new Outcome.Failed("no", Outcome.Cause.CONTEXT, TRANSCRIPT, 2, USAGE)),
                        "{'event':'done',HEAD,'answer':'no','outcome':'failed','reason':'context','steps':2,TAIL}"),
                arguments(
                        new AgentEvent.Done(STAMP, new Outcome.Cancelled("no", TRANSCRIPT, 2, USAGE)),
                        "{'event':'done',HEAD,'answer':'no','outcome':'cancelled','reason':'','steps':2,TAIL}"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void each_record_has_its_form_and_is_read_again_as_it_was(AgentEvent event, String json) {
        String written = EventJson.of(event).toString();

        assertThat(written)
                .isEqualTo(json.replace("HEAD", HEAD).replace("TAIL", TAIL).replace('\'', '"'));
        assertThat(EventReader.read(written, TRANSCRIPT)).isEqualTo(event);
    }

    @Test
    void the_beginning_of_a_run_is_read_again_as_it_was() {
        AgentEvent.Started started = new AgentEvent.Started(
                STAMP,
                "qwen",
                List.of("calculator"),
                TRANSCRIPT,
                GenerationConfig.GREEDY.withTopP(0.9).withSeed(7).withStopWords(List.of("x")),
                new AgentLimits(
                        1, 2, Duration.ofSeconds(3), ToolLimits.DEFAULT, Map.of("calculator", ToolLimits.DEFAULT)),
                new AgentOptions(Constrain.STRICT, Overflow.REFUSE),
                "r0");

        ObjectNode json = EventJson.of(started);

        assertThat(json.path("question").asText()).isEqualTo("and now?");
        assertThat(EventReader.read(json.toString(), Transcript.empty())).isEqualTo(started);
    }

    @Test
    void a_delta_has_a_number_within_the_record_before_it() {
        Stamp stamp = new Stamp("r1", 4, 3, 2, STAMP.time(), Usage.NONE, List.of());

        assertThat(EventJson.of(new AgentEvent.Thought(stamp, "I ")).toString())
                .startsWith("{\"event\":\"thought\",\"id\":\"4.3\"")
                .contains("\"delta\":\"I \"");
    }
}
