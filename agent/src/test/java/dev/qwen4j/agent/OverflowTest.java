package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.hermes.Hermes;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OverflowTest {
    private static final AgentLimits LIMITS = new AgentLimits(40, 100_000, Duration.ofMinutes(1));
    private static final int STEPS = 24;

    private final List<AgentEvent> events = new ArrayList<>();
    private final List<String> prompts = new ArrayList<>();
    private final InMemoryJournals journals = new InMemoryJournals();

    /** Thinks a lot in each step, sums up when it is asked to, and answers after {@link #STEPS} steps. */
    private class Thinker extends ForwardingModel {
        private final UnaryOperator<String> step;
        private int steps;
        private int summaries;

        Thinker(UnaryOperator<String> step) {
            super(new ScriptedModel());
            this.step = step;
        }

        @Override
        public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText) {
            int tokens = countTokens(prompt);
            if (tokens >= contextLength()) {
                throw new PromptTooLongException(tokens, contextLength());
            }
            prompts.add(prompt.display());
            String text = prompt.display().contains("Sum up the notes")
                    ? "SUMMARY " + ++summaries
                    : step.apply(String.valueOf(++steps));
            onText.accept(text);
            return new Completion(text, FinishReason.END_OF_TEXT, new Usage(tokens, text.length()));
        }
    }

    private static String react(String step) {
        return step.equals(String.valueOf(STEPS))
                ? " I know.\nFinal Answer: Done."
                : " thought " + step + " x".repeat(200) + "\nAction: work\nAction Input: {\"text\": \"" + step + "\"}";
    }

    private static String hermes(String step) {
        return step.equals(String.valueOf(STEPS))
                ? "Done."
                : "thought " + step + " x".repeat(200)
                        + "\n<tool_call>\n{\"name\": \"work\", \"arguments\": {\"text\": \"" + step
                        + "\"}}\n</tool_call>";
    }

    private Agent agent(Thinker model, Overflow overflow) {
        return new Agent(model, new ToolRegistry(List.of(EchoTools.tool("work", text -> "result " + text))), LIMITS)
                .with(AgentOptions.DEFAULT.with(overflow))
                .with(journals);
    }

    private List<AgentEvent.Summarized> summaries() {
        return events.stream()
                .filter(AgentEvent.Summarized.class::isInstance)
                .map(AgentEvent.Summarized.class::cast)
                .toList();
    }

    @Test
    void what_cannot_be_shortened_is_summed_up_by_the_model_and_told() {
        Outcome outcome = agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE)
                .run(Transcript.empty().ask("Go."), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(summaries()).isNotEmpty().allSatisfy(told -> {
            assertThat(told.completion().text()).startsWith("SUMMARY");
            assertThat(told.reduction().tokensNow()).isLessThan(told.reduction().tokensBefore());
        });
        assertThat(prompts.getLast())
                .contains("Go.", "SUMMARY " + summaries().size(), "result " + (STEPS - 1))
                .doesNotContain("result 1\n");
        assertThat(prompts.stream().filter(prompt -> prompt.contains("Sum up")).findFirst())
                .hasValueSatisfying(
                        prompt -> assertThat(prompt).contains("Question: Go.", "thought 1 x", "Result: result 1"));
        assertThat(outcome.transcript().lastTurn().exchanges()).hasSize(STEPS);
    }

    @Test
    void a_summary_counts_among_the_tokens_of_the_run() {
        Outcome outcome = agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE)
                .run(Transcript.empty().ask("Go."), events::add);

        int written = events.stream()
                .mapToInt(event -> event instanceof AgentEvent.Written written1
                        ? written1.completion().usage().completionTokens()
                        : 0)
                .sum();
        int summed = summaries().stream()
                .mapToInt(told -> told.completion().usage().completionTokens())
                .sum();
        assertThat(summed).isPositive();
        assertThat(outcome.usage().completionTokens()).isEqualTo(written + summed);
    }

    @Test
    void where_it_is_to_be_refused_the_run_fails_and_says_so() {
        Outcome outcome = agent(new Thinker(OverflowTest::react), Overflow.REFUSE)
                .run(Transcript.empty().ask("Go."), events::add);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(Outcome.Cause.CONTEXT));
        assertThat(summaries()).isEmpty();
    }

    @Test
    void a_model_with_a_format_of_its_own_sums_up_too() {
        HermesFormat format = new HermesFormat(HermesDialect.QWEN3, Set.of());
        Thinker model = new Thinker(OverflowTest::hermes) {
            @Override
            public ChatTemplate chatTemplate() {
                return format;
            }

            @Override
            public FunctionFormat functionFormat() {
                return format;
            }
        };

        Agent agent = agent(model, Overflow.SUMMARIZE);
        assertThat(Agent.protocolFor(model)).isInstanceOf(Hermes.class);
        Outcome outcome = agent.run(Transcript.empty().ask("Go."), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(summaries()).isNotEmpty();
        assertThat(prompts.getLast()).contains("Go.", "SUMMARY", "result " + (STEPS - 1));
    }

    /** Questions and answers without any observation: also they are too long some day. */
    @Test
    void earlier_questions_of_a_long_conversation_are_summed_up() {
        Transcript transcript = Transcript.empty();
        for (int i = 0; i < 60; i++) {
            transcript = transcript
                    .ask("question " + i + " y".repeat(100))
                    .plus(new Step.FinalAnswer("", "a" + i, "Final Answer: a" + i), "");
        }

        Outcome outcome = agent(new Thinker(step -> " so\nFinal Answer: Done."), Overflow.SUMMARIZE)
                .run(transcript.ask("Go."), events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(summaries()).isNotEmpty();
        assertThat(prompts.getLast()).contains("SUMMARY", "Go.", "question 59").doesNotContain("question 0 ");
        assertThat(outcome.transcript().turns()).hasSize(61);
    }

    /** Records up to each one: what was summed up stays so, and what was not written down is asked for again. */
    @ParameterizedTest
    @ValueSource(ints = {20, 30, 40, 50, 55, 60, 65, 70, 72, 74, 76})
    void a_run_killed_around_a_summary_goes_on(int records) {
        agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE)
                .run("whole", Transcript.empty().ask("Go."), events::add);
        List<String> journal = journals.read("whole");
        InMemoryJournals killed = new InMemoryJournals();
        for (int i = 0; i < Math.min(records, journal.size()); i++) {
            killed.append("whole", i + 1, journal.get(i));
        }
        Thinker again = new Thinker(OverflowTest::react);
        again.steps = (int) killed.read("whole").stream()
                .filter(record -> record.contains("\"event\":\"written\""))
                .count();

        Outcome outcome = agent(again, Overflow.REFUSE).with(killed).resume("whole", events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(outcome.transcript().lastTurn().exchanges()).hasSize(STEPS);
    }

    @Test
    void a_replay_sums_up_again_and_tells_a_difference() throws InterruptedException {
        agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE)
                .run("r", Transcript.empty().ask("Go."), events::add);
        Thinker forgetful = new Thinker(OverflowTest::react);
        forgetful.summaries = 7;

        Replay same =
                agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE).replay("r");
        Replay other = agent(forgetful, Overflow.SUMMARIZE).replay("r");

        assertThat(same.identical()).isTrue();
        assertThat(same.modelCalls()).isEqualTo(STEPS + summaries().size());
        assertThat(other.difference())
                .isEqualTo(new Replay.Difference(other.difference().step(), "SUMMARY 1", "SUMMARY 8"));
        assertThat(agent(new Thinker(OverflowTest::react), Overflow.SUMMARIZE).prompts("r"))
                .hasSize(STEPS + summaries().size());
    }
}
