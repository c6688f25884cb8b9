package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BudgetTest {
    private final List<AgentEvent> events = new ArrayList<>();

    private static String call(String text) {
        return " hm\nAction: work\nAction Input: {\"text\": \"" + text + "\"}";
    }

    private Outcome run(ScriptedModel model, AgentLimits limits, Tool tool) {
        return new Agent(model, new ToolRegistry(List.of(tool)), limits)
                .run(Transcript.empty().ask("Do it."), events::add);
    }

    private List<AgentEvent.Observation> observations() {
        return events.stream()
                .filter(AgentEvent.Observation.class::isInstance)
                .map(AgentEvent.Observation.class::cast)
                .toList();
    }

    @Test
    void a_call_that_takes_too_long_is_given_up_and_the_run_goes_on() {
        Tool deaf = EchoTools.tool("work", text -> {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(1_000_000);
            }
            return "late";
        });
        AgentLimits limits =
                AgentLimits.DEFAULT.withEachTool(new ToolLimits(Duration.ofMillis(50), Duration.ofMinutes(1), 1000));

        Outcome outcome = run(new ScriptedModel(call("a"), " so\nFinal Answer: It did not end."), limits, deaf);

        assertThat(outcome.answer()).isEqualTo("It did not end.");
        assertThat(observations().getFirst().status()).isEqualTo(Status.TIMED_OUT);
        assertThat(observations().getFirst().text()).contains("given up after 0.05 s");
    }

    @Test
    void when_a_tools_time_is_used_up_the_run_ends_with_what_is_known() {
        Tool slow = EchoTools.tool("work", text -> {
            new CountDownLatch(1).await();
            return "never";
        });
        AgentLimits limits =
                AgentLimits.DEFAULT.withEachTool(new ToolLimits(Duration.ofMillis(60), Duration.ofMillis(60), 1000));

        Outcome outcome = run(new ScriptedModel(call("a"), call("b"), " Nothing yet."), limits, slow);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.OutOfBudget.class, spent -> {
            assertThat(spent.budget()).isEqualTo(Budget.TOOL_TIME);
            assertThat(spent.best()).isTrue();
            assertThat(spent.answer()).isEqualTo("Nothing yet.");
        });
        assertThat(observations()).hasSize(1);
    }

    @Test
    void when_a_tools_bytes_are_used_up_the_run_ends_with_what_is_known() {
        Tool talkative = EchoTools.tool("work", text -> "é".repeat(100));
        AgentLimits limits =
                AgentLimits.DEFAULT.withEachTool(new ToolLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), 301));

        Outcome outcome = run(new ScriptedModel(call("a"), call("b"), call("c"), " Many é."), limits, talkative);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.OutOfBudget.class,
                        spent -> assertThat(spent.budget()).isEqualTo(Budget.TOOL_BYTES));
        assertThat(outcome.answer()).isEqualTo("Many é.");
        assertThat(observations().get(1).text()).startsWith("é".repeat(50) + "\n[100 more bytes were cut");
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** Tools may work for a minute, the model for ever; the deadline is at most 170 ms. */
    @Timeout(15)
    @ParameterizedTest
    @MethodSource("seeds")
    void a_run_ends_when_its_time_is_up_whatever_its_tools_and_model_do(long seed) {
        Random random = new Random(seed);
        boolean hearsInterrupts = random.nextBoolean();
        Duration toolTime = Duration.ofMillis(random.nextInt(30) == 0 ? 60_000 : random.nextInt(120));
        CountDownLatch ended = new CountDownLatch(1);
        Tool tool = EchoTools.tool("work", text -> {
            long end = System.nanoTime() + toolTime.toNanos();
            while (System.nanoTime() < end && ended.getCount() > 0) {
                if (hearsInterrupts) {
                    Thread.sleep(1);
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            return text;
        });
        String[] script = new String[1000];
        for (int i = 0; i < script.length; i++) {
            script[i] = call(String.valueOf(i));
        }
        Duration deadline = Duration.ofMillis(20 + random.nextInt(150));
        AgentLimits limits = new AgentLimits(1000, 1_000_000, deadline);
        ScriptedModel model = new ScriptedModel(Duration.ofNanos(random.nextInt(100_000)), script);

        Outcome outcome = run(model, limits, tool);
        ended.countDown();

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.OutOfBudget.class,
                        spent -> assertThat(spent.budget()).isEqualTo(Budget.TIME));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void what_does_not_fit_into_the_context_is_shortened_oldest_first_and_told() {
        Tool talkative = EchoTools.tool("work", text -> (text + " ").repeat(1500));
        ScriptedModel model = new ScriptedModel(call("a"), call("b"), call("c"), call("d"), " so\nFinal Answer: Done.");

        Outcome outcome = run(model, AgentLimits.DEFAULT, talkative);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        AgentEvent.Reduced reduced = events.stream()
                .filter(AgentEvent.Reduced.class::isInstance)
                .map(AgentEvent.Reduced.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(reduced.reduction().cuts().getFirst()).isEqualTo(new Reduction.Cut(0, 0, 200));
        assertThat(reduced.reduction().tokensNow())
                .isLessThan(reduced.reduction().tokensBefore());
        assertThat(model.prompts().getLast().display())
                .contains("characters left out, because the context is full", "d d d");
        assertThat(model.prompts()).allMatch(prompt -> model.countTokens(prompt) < model.contextLength());
        assertThat(outcome.transcript().lastTurn().exchanges().getFirst().observation())
                .hasSize(3000);
    }
}
