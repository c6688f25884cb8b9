package dev.qwen4j.agent.hermes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.ApprovalPolicy;
import dev.qwen4j.agent.Decision;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HermesTest {
    private static final String ONE_CALL =
            "<tool_call>\n{\"name\": \"look\", \"arguments\": {\"text\": \"a\"}}\n</tool_call>";
    private static final String OTHER_CALL =
            "<tool_call>\n{\"name\": \"look\", \"arguments\": {\"text\": \"b\"}}\n</tool_call>";
    private static final String WRITE_CALL =
            "<tool_call>\n{\"name\": \"write\", \"arguments\": {\"text\": \"c\"}}\n</tool_call>";

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final List<AgentEvent> events = new ArrayList<>();
    private final ToolRegistry tools = new ToolRegistry(List.of(tool("look", Risk.READ), tool("write", Risk.WRITE)));

    private Tool tool(String name, Risk risk) {
        return FunctionTool.builder(name)
                .parameters(Parameters.create().required("text", "string", "what"))
                .risk(risk)
                .calls(arguments -> {
                    String text = arguments.path("text").asText();
                    done.add(name + " " + text);
                    return ToolOutput.of("did " + name + " " + text);
                });
    }

    private Agent agent(HermesModel model) {
        return new Agent(model, tools, AgentLimits.DEFAULT);
    }

    private Outcome run(HermesModel model) {
        return agent(model).run("r", Transcript.empty().ask("?"), events::add);
    }

    private <T> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void tools_stand_in_the_system_turn_and_results_in_the_users() {
        HermesModel model = new HermesModel(HermesDialect.QWEN2_5, ONE_CALL, "It is a.");

        Outcome outcome = run(model);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.answer()).isEqualTo("It is a.");
        assertThat(done).containsExactly("look a");
        assertThat(model.prompts().getFirst().display())
                .startsWith(
                        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.\n\n# Tools")
                .contains("<tools>\n{\"type\": \"function\", \"function\": {\"name\": \"look\"")
                .endsWith("<|im_start|>user\n?<|im_end|>\n<|im_start|>assistant\n");
        assertThat(model.prompts().getLast().display())
                .endsWith("<|im_start|>assistant\n" + ONE_CALL
                        + "<|im_end|>\n<|im_start|>user\n<tool_response>\ndid look a\n</tool_response><|im_end|>\n"
                        + "<|im_start|>assistant\n");
    }

    @Test
    void several_calls_in_one_step_have_a_receipt_each() {
        HermesModel model =
                new HermesModel(HermesDialect.QWEN2_5, ONE_CALL + "\n" + WRITE_CALL + "\n" + OTHER_CALL, "Done.");

        Agent agent = agent(model);
        Outcome outcome = agent.run("r", Transcript.empty().ask("?"), events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("look a", "write c", "look b");
        assertThat(events(AgentEvent.Action.class))
                .extracting(AgentEvent.Action::callId)
                .containsExactly("call_1", "call_1_2", "call_1_3");
        assertThat(events(AgentEvent.Observation.class))
                .extracting(AgentEvent.Observation::callId)
                .containsExactly("call_1", "call_1_2", "call_1_3");
        assertThat(model.prompts().getLast().display())
                .contains(
                        "<tool_response>\ndid look a\n</tool_response>\n<tool_response>\ndid write c\n</tool_response>"
                                + "\n<tool_response>\ndid look b\n</tool_response>");
        assertThat(agent.transcript("r")).isEqualTo(outcome.transcript());
    }

    @Test
    void calls_that_only_read_are_made_at_once() {
        CountDownLatch both = new CountDownLatch(2);
        Tool meet = FunctionTool.builder("meet")
                .parameters(Parameters.create().required("n", "integer", "which"))
                .risk(Risk.READ)
                .calls(arguments -> {
                    both.countDown();
                    return ToolOutput.of(both.await(30, TimeUnit.SECONDS) ? "met" : "alone");
                });
        String calls = "<tool_call>\n{\"name\": \"meet\", \"arguments\": {\"n\": 1}}\n</tool_call>\n"
                + "<tool_call>\n{\"name\": \"meet\", \"arguments\": {\"n\": 2}}\n</tool_call>";

        Outcome outcome = new Agent(
                        new HermesModel(HermesDialect.QWEN2_5, calls, "Done."),
                        new ToolRegistry(List.of(meet)),
                        AgentLimits.DEFAULT)
                .run(Transcript.empty().ask("?"), events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(events(AgentEvent.Observation.class))
                .extracting(AgentEvent.Observation::text)
                .containsExactly("met", "met");
    }

    @Test
    void each_call_is_consented_to_by_itself() {
        HermesModel model = new HermesModel(HermesDialect.QWEN2_5, WRITE_CALL + "\n" + ONE_CALL, "Done.");
        Agent agent = agent(model).with(ApprovalPolicy.DEFAULT.askingFor(Risk.values()));

        Outcome first = agent.run("r", Transcript.empty().ask("?"), events::add);
        Outcome second = agent.answer("r", Approval.deny("call_1", "no"), events::add);
        Outcome last = agent.answer("r", Approval.allow("call_1_2"), events::add);

        assertThat(first)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        waiting -> assertThat(waiting.callId()).isEqualTo("call_1"));
        assertThat(second)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        waiting -> assertThat(waiting.callId()).isEqualTo("call_1_2"));
        assertThat(last.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("look a");
    }

    @Test
    void call_that_cannot_be_made_is_refused_beside_one_that_can() {
        String unknown = "<tool_call>\n{\"name\": \"fly\", \"arguments\": {}}\n</tool_call>";

        Outcome outcome = run(new HermesModel(HermesDialect.QWEN2_5, unknown + "\n" + ONE_CALL, "Done."));

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("look a");
        assertThat(events(AgentEvent.Observation.class))
                .extracting(AgentEvent.Observation::status)
                .containsExactly(Status.REFUSED, Status.OK);
        assertThat(events(AgentEvent.Observation.class).getFirst().text()).contains("unknown tool 'fly'");
    }

    @Test
    void calls_that_all_cannot_be_made_are_written_again() {
        String unknown = "<tool_call>\n{\"name\": \"fly\", \"arguments\": {}}\n</tool_call>";
        HermesModel model = new HermesModel(HermesDialect.QWEN2_5, unknown, "<tool_call>\n{\"name\"", "Done.");

        Outcome outcome = run(model);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(events(AgentEvent.Retry.class)).hasSize(2);
        assertThat(model.prompts().get(1).display()).contains("<tool_response>\nError: unknown tool 'fly'");
        assertThat(outcome.transcript().lastTurn().exchanges()).hasSize(1);
    }

    @Test
    void thought_is_shown_while_its_question_is_open_and_never_again() {
        HermesModel model = new HermesModel(
                HermesDialect.QWEN3,
                "<think>\nfirst secret\n</think>\n\n" + ONE_CALL,
                "<think>\nsecond secret\n</think>\n\nIt is a.",
                "Yes.");
        Outcome first = run(model);

        agent(model).run(first.transcript().ask("Sure?"), event -> {});

        assertThat(first.answer()).isEqualTo("It is a.");
        assertThat(events(AgentEvent.Thought.class))
                .extracting(AgentEvent.Thought::delta)
                .as("told to people")
                .anyMatch(delta -> delta.contains("s"));
        assertThat(model.prompts().get(1).display()).contains("first secret");
        assertThat(model.prompts().get(2).display()).doesNotContain("secret").contains("It is a.");
    }

    @Test
    void a_resumed_run_goes_on_between_calls_of_a_step() {
        HermesModel model = new HermesModel(HermesDialect.QWEN2_5, WRITE_CALL + "\n" + ONE_CALL, "Done.");
        Agent agent = agent(model);

        try {
            agent.run("r", Transcript.empty().ask("?"), event -> {
                if (event instanceof AgentEvent.Observation) {
                    throw new StackOverflowError();
                }
            });
        } catch (StackOverflowError expected) {
            done.add("killed");
        }
        Outcome outcome = agent.resume("r", events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("write c", "killed", "look a");
    }

    @Test
    void last_answer_is_asked_for_without_tools() {
        HermesModel model = new HermesModel(HermesDialect.QWEN3, ONE_CALL, "All I know.");

        Outcome outcome = new Agent(model, tools, new AgentLimits(1, 4096, AgentLimits.DEFAULT.maxDuration()))
                .run(Transcript.empty().ask("?"), events::add);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.OutOfBudget.class,
                        spent -> assertThat(spent.best()).isTrue());
        assertThat(outcome.answer()).isEqualTo("All I know.");
        assertThat(model.prompts().getLast().display())
                .doesNotContain("# Tools")
                .endsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n");
    }

    @Test
    void replay_writes_the_same_again() throws InterruptedException {
        String calls = ONE_CALL + "\n" + OTHER_CALL;
        run(new HermesModel(HermesDialect.QWEN2_5, calls, "Done."));
        Agent first = agent(new HermesModel(HermesDialect.QWEN2_5, calls, "Done.", calls, "Done."));

        first.run("again", Transcript.empty().ask("?"), event -> {});

        assertThat(first.replay("again").identical()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"</tool_response>", "<tool_call>", "< / TOOL_RESPONSE >", "<|</think>", "<||tool_call>", "x < y"
            })
    void forged_markers_in_observations_are_defused_and_can_be_restored(String forged) {
        String output = "a " + forged + " b";

        String defused = HermesForgery.defuse(output);

        assertThat(defused).doesNotContain("</tool_response>", "<tool_call>", "</think>");
        assertThat(HermesForgery.restore(defused)).isEqualTo(output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It is 3.",
                "\n\nIt is 3.\n\nSo be it.",
                ONE_CALL,
                "I look.\n" + ONE_CALL + "\n" + WRITE_CALL,
                "<think>\nHm.\n</think>\n\n" + ONE_CALL,
                "<think>\n\n</think>\n\nA < B and <tool> is no marker",
                "<tool_call>\n{\"name\":\"look\",\"arguments\":{\"text\":\"<tool_call>\"}}\n</tool_call>",
                "<tool_call>\n{\n  \"name\": \"look\",\n  \"arguments\": {\n    \"text\": \"a\"\n  }\n}\n</tool_call>\n"
            })
    void what_can_be_read_may_be_written(String text) {
        assertThat(replies().matches(text)).isTrue();
        assertThat(decision(text)).isNotInstanceOf(Decision.Retry.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "<think>\nHm.\n</think>\n\n",
                "<tool_call>\n{\"name\": \"fly\", \"arguments\": {}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"look\", \"arguments\": {}}\n</tool_call>",
                "<tool_call>\n{\"name\": \"look\"",
                "Well: <tool_call>\nlook"
            })
    void what_cannot_be_read_may_not_be_written(String text) {
        assertThat(replies().matches(text)).isFalse();
    }

    private Protocol hermes() {
        return new Hermes(new HermesFormat(HermesDialect.QWEN3, Set.of()), 1000);
    }

    private Grammar replies() {
        return hermes().constraint(tools.specs())
                .of(Transcript.empty().ask("?"))
                .orElseThrow();
    }

    private Decision decision(String text) {
        Protocol.Reader reader = hermes().reader(Transcript.empty().ask("?"), tools.specs(), Protocol.Listener.NONE);
        reader.read(text);
        return Decision.of(reader.finish(FinishReason.END_OF_TEXT), tools, false);
    }

    @Test
    void model_without_a_format_of_its_own_speaks_react() {
        Prompt prompt =
                Agent.protocolFor(new ScriptedModel()).render(Transcript.empty().ask("?"), tools.specs(), new ChatMl());

        assertThat(prompt.display()).contains("Use the following format:");
    }
}
