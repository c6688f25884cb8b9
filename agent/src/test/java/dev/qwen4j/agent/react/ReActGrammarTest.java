package dev.qwen4j.agent.react;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Decision;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.tools.ToolRegistry;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the grammar of steps allows and what the reader makes of it. */
@Timeout(120)
class ReActGrammarTest {
    private static final ToolRegistry TOOLS = Catalogue.tools();
    private static final ReActParser PARSER = new ReActParser(TOOLS.specs());
    private static final ReActConstraint CONSTRAINT = new ReActConstraint(ReActProfile.DEFAULT, TOOLS.specs());
    private static final Grammar STEP =
            CONSTRAINT.of(Transcript.empty().ask("?")).orElseThrow();

    /** What the reader takes as it is, although no model was taught it: the grammar leads away from it. */
    private static final List<String> UNUSUAL =
            List.of("```\nAction: x\nObservation: y\n```", "Action:\nFinal Answer:", "u\"x\"");

    static List<Catalogue.Case> cases() {
        return Catalogue.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void what_needs_no_repair_may_be_written_and_what_is_written_again_may_not(Catalogue.Case example) {
        Decision decision = Decision.of(PARSER.parse(example.text(), example.finish()), TOOLS, false);
        boolean written = STEP.matches(example.text().stripTrailing());

        if (decision instanceof Decision.Retry) {
            // Half a character is nothing that a token could stand for.
            assertThat(written && UTF_8.newEncoder().canEncode(example.text()))
                    .as(example.text())
                    .isFalse();
        } else if (UNUSUAL.stream().noneMatch(example.text()::contains)
                && decision.repairs().isEmpty()
                && example.finish() != FinishReason.LENGTH) {
            assertThat(written).as(example.text()).isTrue();
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_may_be_written_is_a_call_or_an_answer(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            String text = ReActTexts.random(random);
            if (STEP.matches(text)) {
                assertThat(Decision.of(PARSER.parse(text, FinishReason.END_OF_TEXT), TOOLS, false))
                        .as(text)
                        .isNotInstanceOf(Decision.Retry.class);
            }
        }
    }
}
