package dev.qwen4j.agent.hermes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs with several calls in a step, whose process ends between any two records, again and again. */
@Timeout(60)
class KilledCallsTest {
    private static final List<String> STEPS =
            List.of(calls("look a", "look b", "write c", "look d"), calls("write e", "write f", "look g"), "Done.");

    private final InMemoryJournals journals = new InMemoryJournals();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static String calls(String... calls) {
        List<String> texts = new ArrayList<>();
        for (String call : calls) {
            String[] parts = call.split(" ");
            texts.add("<tool_call>\n{\"name\": \"" + parts[0] + "\", \"arguments\": {\"text\": \"" + parts[1]
                    + "\"}}\n</tool_call>");
        }
        return String.join("\n", texts);
    }

    private Tool tool(String name, Risk risk) {
        return FunctionTool.builder(name)
                .parameters(Parameters.create().required("text", "string", "what"))
                .risk(risk)
                .calls(arguments -> {
                    String call = name + " " + arguments.path("text").asText();
                    done.add(call);
                    return ToolOutput.of("did " + call);
                });
    }

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_receipt_is_lost_and_nothing_is_written_twice(long seed) {
        Random random = new Random(seed);
        Outcome outcome = null;
        for (int kills = 0; outcome == null; kills++) {
            int records = journals.read("r").size();
            int end = kills < 8 ? records + 1 + random.nextInt(6) : Integer.MAX_VALUE;
            Agent agent = agent(new Doomed(end, random.nextBoolean()));
            try {
                outcome = records == 0
                        ? agent.run("r", Transcript.empty().ask("?"), event -> {})
                        : agent.resume("r", event -> {});
            } catch (Killed killed) {
                // The next process goes on.
            }
        }

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done.stream().filter(call -> call.startsWith("write"))).doesNotHaveDuplicates();
        List<Exchange> exchanges = outcome.transcript().lastTurn().exchanges();
        assertThat(exchanges).hasSize(3);
        for (Exchange exchange : exchanges.subList(0, 2)) {
            Step.Action action = (Step.Action) exchange.step();
            assertThat(exchange.observations()).hasSameSizeAs(action.calls());
            for (int i = 0; i < action.calls().size(); i++) {
                String text = exchange.observations().get(i);
                if (text.startsWith("did ")) {
                    assertThat(done).contains(text.substring(4));
                } else {
                    assertThat(text).startsWith("Error: interrupted, not repeated");
                    assertThat(action.calls().get(i).tool()).isEqualTo("write");
                }
            }
        }
        assertThat(count("\"event\":\"action\"")).isEqualTo(7);
        assertThat(count("\"event\":\"observation\"")).isEqualTo(7);
    }

    private long count(String part) {
        return journals.read("r").stream()
                .filter(record -> record.contains(part))
                .count();
    }

    private Agent agent(Journals where) {
        int written = (int) count("\"event\":\"written\"");
        List<String> left = STEPS.subList(Math.min(written, 2), 3);
        HermesModel model = new HermesModel(HermesDialect.QWEN2_5, left.toArray(String[]::new));
        ToolRegistry tools = new ToolRegistry(List.of(tool("look", Risk.READ), tool("write", Risk.WRITE)));
        return new Agent(model, tools, AgentLimits.DEFAULT).with(where);
    }

    /** The process ends with a record, before or after it is kept. */
    private final class Doomed implements Journals {
        private final int end;
        private final boolean kept;

        Doomed(int end, boolean kept) {
            this.end = end;
            this.kept = kept;
        }

        @Override
        public void append(String runId, int number, String record) {
            if (number < end || kept) {
                journals.append(runId, number, record);
            }
            if (number >= end) {
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
}
