package dev.qwen4j.agent.react;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.agent.Decision;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolNames;
import dev.qwen4j.tools.ToolRegistry;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class CatalogueTest {
    private static final ToolRegistry TOOLS = Catalogue.tools();
    private static final ReActParser PARSER = new ReActParser(TOOLS.specs());

    static List<Catalogue.Case> cases() {
        return Catalogue.cases();
    }

    @Test
    void catalogue_covers_every_rule() {
        assertThat(cases()).hasSizeGreaterThan(700);
        assertThat(cases().stream()
                        .map(each -> each.json().path("rule").asInt())
                        .distinct())
                .contains(0, 1, 2, 3, 4, 5, 6, 7, 10);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void output_means_what_the_rules_say(Catalogue.Case example) {
        JsonNode expected = example.json();

        Decision decision = Decision.of(PARSER.parse(example.text(), example.finish()), TOOLS, false);

        String outcome = switch (decision) {
            case Decision.Call(List<ToolCall> calls, var repairs) -> {
                ToolCall.Ready call = (ToolCall.Ready) calls.getFirst();
                assertThat(call.tool().spec().name())
                        .as(example.text())
                        .isEqualTo(expected.path("tool").asText());
                assertThat(call.arguments().toString())
                        .as(example.text())
                        .isEqualTo(expected.path("arguments").toString());
                yield "call";
            }
            case Decision.Answer(String answer, var repairs) -> {
                assertThat(answer)
                        .as(example.text())
                        .isEqualTo(expected.path("answer").asText());
                yield "final";
            }
            case Decision.Retry(String tool, String reason, var repairs) -> {
                expected.path("reason").forEach(word -> assertThat(reason).contains(word.asText()));
                assertThat(reason).doesNotContain("\n").hasSizeLessThan(600);
                yield "retry";
            }
        };
        assertThat(outcome)
                .as(example.text() + " -> " + decision)
                .isEqualTo(expected.path("outcome").asText());
        if (expected.has("repairs")) {
            List<String> codes = new ArrayList<>();
            expected.path("repairs").forEach(code -> codes.add(code.asText()));
            assertThat(decision.repairs().stream().map(Repair::code)).containsExactlyInAnyOrderElementsOf(codes);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void strict_mode_calls_nothing_and_answers_nothing_that_needed_repairs(Catalogue.Case example) {
        Step step = PARSER.parse(example.text(), example.finish());

        Decision tolerant = Decision.of(step, TOOLS, false);
        Decision strict = Decision.of(step, TOOLS, true);

        if (tolerant.repairs().isEmpty()) {
            assertThat(strict).isEqualTo(tolerant);
        } else {
            assertThat(strict).isInstanceOf(Decision.Retry.class);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void output_is_the_same_wherever_it_is_split(Catalogue.Case example) {
        Heard whole = heard(List.of(example.text()), example.finish());

        assertThat(heard(List.of(example.text().split("")), example.finish())).isEqualTo(whole);
        assertThat(heard(byteByByte(example.text()), example.finish())).isEqualTo(whole);
        for (long seed = 0; seed < 5; seed++) {
            assertThat(heard(pieces(example.text(), new Random(seed)), example.finish()))
                    .as("seed " + seed)
                    .isEqualTo(whole);
        }
        assertThat(whole.thought).isEqualTo(whole.step.thought());
        assertThat(whole.answer).isEqualTo(whole.step instanceof Step.FinalAnswer answer ? answer.answer() : "");
    }

    private record Heard(Step step, String thought, String answer) {}

    private static Heard heard(List<String> pieces, FinishReason reason) {
        StringBuilder thought = new StringBuilder();
        StringBuilder answer = new StringBuilder();
        ReActReader reader = new ReActReader(new ToolNames(TOOLS.specs()), new Protocol.Listener() {
            @Override
            public void thought(String delta) {
                thought.append(delta);
            }

            @Override
            public void answer(String delta) {
                answer.append(delta);
            }
        });
        pieces.forEach(reader::read);
        return new Heard(reader.finish(reason), thought.toString(), answer.toString());
    }

    /** As a decoder passes on what comes byte by byte. */
    private static List<String> byteByByte(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer waiting = ByteBuffer.allocate(8);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            CharBuffer decoded = CharBuffer.allocate(2);
            decoder.decode(waiting.put(each).flip(), decoded, false);
            waiting.compact();
            pieces.add(decoded.flip().toString());
        }
        return pieces;
    }

    private static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(8));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
