package dev.qwen4j.agent.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeAgentTest {
    private static final List<ToolSpec> FUNCTIONS = List.of(FunctionTool.builder("summarizer")
            .description("returns a summary of `text`")
            .calls(arguments -> ToolOutput.of(""))
            .spec());
    private static final String SUMMARY =
            " tool: `summarizer` to summarize.\n\nAnswer:\n```py\nsummary = summarizer(text)\n```\nTask: \"more\"";

    private final List<String> ran = new ArrayList<>();
    private final List<AgentEvent> events = new ArrayList<>();

    private Tool python() {
        return FunctionTool.builder("python")
                .parameters(Parameters.create().required("code", "string", "what to run"))
                .risk(Risk.EXEC)
                .calls(arguments -> {
                    String code = arguments.path("code").asText();
                    ran.add(code);
                    if (code.contains("txt")) {
                        throw new ToolException("NameError: name 'txt' is not defined");
                    }
                    return ToolOutput.of("short");
                });
    }

    private Agent agent(CodeMode mode, ScriptedModel model) {
        return CodeAgent.of(model, mode, FUNCTIONS, python(), AgentLimits.DEFAULT);
    }

    @Test
    void what_the_code_gives_is_the_answer() {
        ScriptedModel model = new ScriptedModel(SUMMARY);

        Outcome outcome = agent(CodeMode.RUN, model).run(Transcript.empty().ask("Summarize `text`."), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.answer()).isEqualTo("short");
        assertThat(ran).containsExactly("summary = summarizer(text)\nprint(summary)");
        assertThat(model.prompts().getFirst().display())
                .contains("- summarizer: returns a summary of `text`")
                .contains("Task: \"Summarize `text`.\"\n\nI will use the following<|im_end|>");
        assertThat(events)
                .filteredOn(AgentEvent.Thought.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentEvent.Thought.class,
                        thought -> assertThat(thought.delta())
                                .isEqualTo("I will use the following tool: `summarizer` to summarize."));
    }

    @Test
    void code_that_raises_is_tried_once_more_with_its_error() {
        ScriptedModel model = new ScriptedModel(SUMMARY.replace("(text)", "(txt)"), SUMMARY);

        Outcome outcome = agent(CodeMode.RUN, model).run(Transcript.empty().ask("Summarize `text`."), events::add);

        assertThat(outcome.answer()).isEqualTo("short");
        assertThat(ran).hasSize(2);
        assertThat(model.prompts().get(1).display())
                .contains("summary = summarizer(txt)", "NameError: name 'txt' is not defined")
                .contains("Write it again without this error.\n\nI will use the following<|im_end|>");
    }

    @Test
    void code_that_raises_again_ends_in_the_reason() {
        String wrong = SUMMARY.replace("(text)", "(txt)");
        ScriptedModel model = new ScriptedModel(wrong, wrong.replace("txt", "txt2"), " there is no text.");

        Outcome outcome = agent(CodeMode.RUN, model).run(Transcript.empty().ask("Summarize `text`."), events::add);

        assertThat(outcome).isInstanceOf(Outcome.OutOfBudget.class);
        assertThat(outcome.answer()).isEqualTo("I cannot do this, because there is no text.");
    }

    @Test
    void in_chat_mode_questions_build_on_each_other() {
        ScriptedModel model = new ScriptedModel(
                "I will use `summarizer`.\n\n```py\nsummary = summarizer(text)\n```",
                "I will print it.\n```python\nprint(summary)\n```\n_HUMAN_: thanks",
                "You are welcome.");
        Agent agent = agent(CodeMode.CHAT, model);

        Outcome first = agent.run(Transcript.empty().ask("Summarize `text`."), events::add);
        Outcome second = agent.run(first.transcript().ask("Print it."), events::add);
        Outcome third = agent.run(second.transcript().ask("Thanks"), events::add);

        assertThat(ran).containsExactly("summary = summarizer(text)\nprint(summary)", "print(summary)");
        assertThat(model.prompts().get(2).display())
                .contains("_HUMAN_: Summarize `text`.\n\n_ASSISTANT_: I will use `summarizer`.\n\n```py\n"
                        + "summary = summarizer(text)\n```\n\n_HUMAN_: Print it.\n\n_ASSISTANT_: I will print it.")
                .contains("_HUMAN_: Thanks\n\n_ASSISTANT_:<|im_end|>");
        assertThat(third.answer()).isEqualTo("You are welcome.");
    }

    @Test
    void its_runs_are_journaled_and_replayed_like_any_other() throws InterruptedException {
        Journals journals = new InMemoryJournals();
        agent(CodeMode.RUN, new ScriptedModel(SUMMARY))
                .with(journals)
                .run("r", Transcript.empty().ask("Summarize `text`."), events::add);

        assertThat(agent(CodeMode.RUN, new ScriptedModel(SUMMARY))
                        .with(journals)
                        .replay("r")
                        .identical())
                .isTrue();
        assertThat(journals.read("r")).hasSize(5).element(2).asString().contains("\"event\":\"action\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a = f(x)                | a
            "a = f(\\n  x,\\n)"     | a
            print(a)                |
            "a = 1\\nprint(a)"      |
            a == 1                  |
            "if x:\\n  a = 1"       |
            "b = 1\\na = b"         | a
            """)
    void the_last_name_that_is_given_a_value_is_the_result(String code, String result) {
        String snippet = code.replace("\\n", "\n");

        assertThat(CodeReader.withResult(snippet))
                .isEqualTo(result == null ? snippet : snippet + "\nprint(" + result + ")");
    }
}
