package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes of faults in what a model writes. */
class FaultsTest {
    private static final String FAULTY = "Thought: Do.\naction: SAVE\nAction Input: {'text': 'abc',}";
    private static final String SOUND = "Thought: Do.\nAction: save\nAction Input: {\"text\": \"abc\"}";
    private static final String DONE = " I now know the final answer\nFinal Answer: It is ABC.";

    private final List<String> saved = new ArrayList<>();
    private final List<AgentEvent> events = new ArrayList<>();
    private final Tool save = FunctionTool.builder("save")
            .parameters(Parameters.create().required("text", "string", "any"))
            .risk(Risk.WRITE)
            .calls(arguments -> {
                saved.add(arguments.path("text").asText());
                return ToolOutput.of("saved");
            });

    private Agent agent(ScriptedModel model) {
        return new Agent(model, new ToolRegistry(List.of(save)), AgentLimits.DEFAULT);
    }

    private Outcome run(Agent agent) {
        return agent.run(Transcript.empty().ask("Save abc"), events::add);
    }

    private List<List<String>> repairsOf(String event) {
        return events.stream()
                .filter(told -> told.name().equals(event))
                .map(told -> told.stamp().repairs())
                .toList();
    }

    @Test
    void what_was_tolerated_stands_in_the_events_of_its_step() {
        run(agent(new ScriptedModel(FAULTY, DONE)));

        List<String> faults = List.of("json5", "marker_spelling", "tool_name");
        assertThat(repairsOf("written")).containsExactly(faults, List.of());
        assertThat(repairsOf("action")).containsExactly(faults);
        assertThat(repairsOf("observation")).containsExactly(faults);
        assertThat(repairsOf("done")).containsExactly(List.of());
        assertThat(saved).containsExactly("abc");
    }

    @Test
    void a_strict_agent_has_it_written_again() {
        ScriptedModel model = new ScriptedModel(FAULTY, SOUND, DONE);

        Outcome outcome = run(agent(model).strict());

        assertThat(outcome.answer()).isEqualTo("It is ABC.");
        assertThat(saved).containsExactly("abc");
        assertThat(model.prompts().get(1).display()).contains("not in the required format", "marker_spelling");
        assertThat(model.prompts().get(2).display()).doesNotContain("not in the required format");
        assertThat(repairsOf("retry")).hasSize(1);
    }

    @Test
    void a_strict_agent_does_not_take_an_answer_with_faults() {
        ScriptedModel model = new ScriptedModel("It is ABC.", DONE);

        Outcome outcome = run(agent(model).strict());

        assertThat(outcome.answer()).isEqualTo("It is ABC.");
        assertThat(model.prompts().get(1).display()).contains("Observation: Error: ", "unmarked_answer");
        assertThat(outcome.transcript().lastTurn().exchanges()).hasSize(1);
    }

    @Test
    void a_strict_run_goes_on_in_another_process_as_it_began() {
        Journals journals = new InMemoryJournals();
        agent(new ScriptedModel("It is ABC.", "It is ABC.", DONE))
                .strict()
                .with(journals)
                .run("r", Transcript.empty().ask("q"), events::add);
        List<String> records = journals.read("r");
        assertThat(records.stream().filter(record -> record.contains("\"event\":\"retry\"")))
                .hasSize(2);
        for (int kept = 1; kept < records.size(); kept++) {
            Journals torn = new InMemoryJournals();
            for (int i = 0; i < kept; i++) {
                torn.append("r", i + 1, records.get(i));
            }
            String[] left = {"It is ABC.", "It is ABC.", DONE};
            int written = RunScript.written(torn, "r");
            ScriptedModel model =
                    new ScriptedModel(List.of(left).subList(written, 3).toArray(String[]::new));

            Outcome outcome = agent(model).strict().with(torn).resume("r", event -> {});

            assertThat(outcome.answer()).as("after %d records", kept).isEqualTo("It is ABC.");
            assertThat(outcome.transcript().lastTurn().exchanges())
                    .as("after %d records", kept)
                    .hasSize(1);
        }
    }

    @Test
    void an_empty_answer_is_asked_for_again() {
        ScriptedModel model = new ScriptedModel("Thought: Hm.\nFinal Answer:", DONE);

        assertThat(run(agent(model)).answer()).isEqualTo("It is ABC.");
        assertThat(model.prompts().get(1).display()).contains("Final Answer:\nObservation: Error: ", "empty");
    }

    @Test
    void three_empty_answers_are_enough() {
        Agent chatting = new Agent(new ScriptedModel("", "", ""), new ToolRegistry(List.of()), AgentLimits.DEFAULT);

        Outcome outcome = run(chatting);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(Outcome.Cause.EMPTY_ANSWER));
    }

    @Test
    void a_repaired_call_that_changes_things_can_need_consent() {
        Agent asking = agent(new ScriptedModel(FAULTY, DONE)).with(ApprovalPolicy.DEFAULT.askingForRepaired());

        assertThat(run(asking)).isInstanceOf(Outcome.Waiting.class);
        assertThat(saved).isEmpty();
    }
}
