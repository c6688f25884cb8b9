package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JournalTest {
    private static final String ID = "run-1";

    private final Journals journals = new InMemoryJournals();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final List<AgentEvent> events = new ArrayList<>();

    /** Dies like a process: nothing of it runs after that. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Journals of a process that is killed at the {@code n}th record, before or after that is written. */
    private record Doomed(Journals journals, int n, boolean written) implements Journals {
        @Override
        public void append(String runId, int number, String record) {
            if (number == n && !written) {
                throw new Killed();
            }
            journals.append(runId, number, record);
            if (number == n) {
                throw new Killed();
            }
        }

        @Override
        public List<String> read(String runId) {
            return journals.read(runId);
        }

        @Override
        public List<String> runs() {
            return journals.runs();
        }

        @Override
        public void delete(String runId) {
            journals.delete(runId);
        }
    }

    private Agent agent(Journals where) {
        int written = RunScript.written(where, ID);
        return new Agent(RunScript.modelAfter(written), RunScript.tools(done::add), AgentLimits.DEFAULT).with(where);
    }

    private static Transcript question() {
        return Transcript.empty().ask(RunScript.QUESTION);
    }

    @Test
    void the_journal_is_what_was_told_in_that_order() {
        agent(journals).run(ID, question(), events::add);

        List<String> told = events.stream()
                .filter(event -> !(event instanceof AgentEvent.Thought || event instanceof AgentEvent.Answer))
                .map(event -> EventJson.of(event).toString())
                .toList();
        assertThat(journals.read(ID)).isEqualTo(told);
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).contains("\"id\":\"" + (i + 1) + "\"");
        }
        assertThat(done).containsExactly("look a", "write a", "look b", "write b");
    }

    @Test
    void a_record_is_written_before_anything_comes_of_it() {
        List<String> seen = new ArrayList<>();
        Agent agent = new Agent(
                        RunScript.modelAfter(0),
                        RunScript.tools(call -> seen.add(call + " after " + last())),
                        AgentLimits.DEFAULT)
                .with(journals);

        agent.run(ID, question(), event -> {
            if (event.stamp().delta() == 0) {
                assertThat(journals.read(ID)).hasSize(event.stamp().number());
            }
        });

        assertThat(seen).hasSize(4).allMatch(call -> call.contains("after {\"event\":\"action\""));
    }

    private String last() {
        return journals.read(ID).getLast();
    }

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_run_killed_anywhere_and_as_often_as_it_may_be_ends_as_if_it_was_not(long seed) {
        Random random = new Random(seed);
        Outcome outcome = null;
        for (int kills = 0; outcome == null; kills++) {
            int at = journals.read(ID).size() + 1 + random.nextInt(6);
            Journals where = kills < 8 ? new Doomed(journals, at, random.nextBoolean()) : journals;
            try {
                outcome = journals.read(ID).isEmpty()
                        ? agent(where).run(ID, question(), events::add)
                        : agent(where).resume(ID, events::add);
            } catch (Killed killed) {
                // The next process goes on.
            }
        }

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.answer()).isEqualTo("Written.");
        assertThat(done.stream().filter(call -> call.startsWith("write")))
                .doesNotHaveDuplicates()
                .isSubsetOf("write a", "write b");
        // A write without a receipt is reported; one with a receipt was made.
        for (Transcript.Exchange exchange : outcome.transcript().lastTurn().exchanges()) {
            if (exchange.observation().startsWith("did ")) {
                assertThat(done).contains(exchange.observation().substring(4));
            } else if (exchange.step() instanceof Step.Action action) {
                assertThat(action.tool()).isEqualTo("write");
                assertThat(exchange.observation()).startsWith("Error: interrupted, not repeated");
            }
        }
        assertThat(outcome.transcript().lastTurn().exchanges()).hasSize(5);
        assertNoReceiptLost();
    }

    private void assertNoReceiptLost() {
        List<String> records = journals.read(ID);
        long calls =
                records.stream().filter(r -> r.contains("\"event\":\"action\"")).count();
        long receipts = records.stream()
                .filter(r -> r.contains("\"event\":\"observation\""))
                .count();
        assertThat(calls).isEqualTo(4);
        assertThat(receipts).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NETWORK", "EXEC", "WRITE"})
    void only_a_tool_that_reads_is_called_again(Risk risk) {
        String call = " hm\nAction: act\nAction Input: {\"text\": \"x\"}";
        ScriptedModel model = new ScriptedModel(call, " well\nFinal Answer: Done.");
        Agent agent = new Agent(
                model, new ToolRegistry(List.of(RunScript.tool("act", risk, done::add))), AgentLimits.DEFAULT);
        assertThatThrownBy(() -> agent.with(new Doomed(journals, 3, true)).run(ID, question(), events::add))
                .isInstanceOf(Killed.class);

        Outcome outcome = agent.with(journals).resume(ID, events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).isEmpty();
        assertThat(events)
                .filteredOn(AgentEvent.Observation.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentEvent.Observation.class,
                        observation -> assertThat(observation.status()).isEqualTo(Status.INTERRUPTED));
    }

    @Test
    void a_cancelled_run_goes_on_and_one_that_ended_has_its_outcome() {
        Thread.currentThread().interrupt();
        Outcome cancelled = agent(journals).run(ID, question(), events::add);
        assertThat(Thread.interrupted()).isTrue();

        Outcome outcome = agent(journals).resume(ID, events::add);
        int records = journals.read(ID).size();
        Outcome again = agent(journals).resume(ID, event -> {
            throw new AssertionError("nothing happens");
        });

        assertThat(cancelled).isInstanceOf(Outcome.Cancelled.class);
        assertThat(outcome).isInstanceOf(Outcome.Answered.class).isEqualTo(again);
        assertThat(journals.read(ID)).hasSize(records);
    }

    @Test
    void of_two_that_go_on_with_a_run_only_one_does() {
        assertThatThrownBy(() -> agent(new Doomed(journals, 4, true)).run(ID, question(), events::add))
                .isInstanceOf(Killed.class);
        Journals overtaken = appending((runId, number, record) -> {
            if (number == 8) {
                journals.append(runId, number, record);
            }
            journals.append(runId, number, record);
        });

        Outcome outcome = agent(overtaken).resume(ID, events::add);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(Outcome.Cause.JOURNAL));
        assertThat(outcome.answer()).contains("continued elsewhere");
        assertThat(events.getLast()).isInstanceOf(AgentEvent.Done.class);
    }

    @Test
    void a_run_is_replayed_to_the_same_text_and_a_difference_is_shown() throws InterruptedException {
        agent(journals).run(ID, question(), events::add);

        Agent same = new Agent(RunScript.modelAfter(0), RunScript.tools(done::add), AgentLimits.DEFAULT).with(journals);
        Replay replay = same.replay(ID);
        Agent other = new Agent(
                        new ScriptedModel(" I guess.\nFinal Answer: Whatever."),
                        RunScript.tools(done::add),
                        AgentLimits.DEFAULT)
                .with(journals);

        assertThat(replay).isEqualTo(new Replay(RunScript.steps(), null));
        assertThat(done).hasSize(4);
        assertThat(other.replay(ID).difference())
                .isEqualTo(new Replay.Difference(
                        1,
                        " I look first.\nAction: look\nAction Input: {\"text\": \"a\"}",
                        " I guess.\nFinal Answer: Whatever."));
    }

    @Test
    void a_fork_goes_on_from_what_somebody_else_observed() {
        agent(journals).run(ID, question(), events::add);
        ScriptedModel model = new ScriptedModel(" now I know\nFinal Answer: Forked.");
        Agent agent = new Agent(model, RunScript.tools(done::add), AgentLimits.DEFAULT).with(journals);

        String fork = agent.fork(ID, 2, "the disk is full");
        Outcome outcome = agent.resume(fork, events::add);

        assertThat(outcome.answer()).isEqualTo("Forked.");
        assertThat(model.prompts().getFirst().display())
                .contains("did look a", "Observation: the disk is full\nThought:")
                .doesNotContain("did write a");
        assertThat(journals.read(fork).getFirst()).contains("\"forked_from\":\"run-1\"", "\"run_id\":\"" + fork);
        assertThat(done).hasSize(4);
        assertThatThrownBy(() -> agent.fork(ID, 3, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> agent.fork("none", 1, null)).hasMessageContaining("there is no run 'none'");
    }

    @Test
    void a_journal_that_cannot_be_written_ends_the_run_and_says_why() {
        Journals full = appending((runId, number, record) -> {
            if (number > 3) {
                throw new JournalException("no space left");
            }
            journals.append(runId, number, record);
        });

        Outcome outcome = agent(full).run(ID, question(), events::add);

        assertThat(outcome.answer()).contains("no space left");
        assertThat(done).containsExactly("look a");
    }

    private interface Append {
        void append(String runId, int number, String record);
    }

    /** The same journals with another way of appending to them. */
    private Journals appending(Append append) {
        return new Journals() {
            @Override
            public void append(String runId, int number, String record) {
                append.append(runId, number, record);
            }

            @Override
            public List<String> read(String runId) {
                return journals.read(runId);
            }

            @Override
            public List<String> runs() {
                return journals.runs();
            }

            @Override
            public void delete(String runId) {
                journals.delete(runId);
            }
        };
    }
}
