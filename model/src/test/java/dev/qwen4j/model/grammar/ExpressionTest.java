package dev.qwen4j.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ExpressionTest {
    private static final int MOST = 200;

    static Stream<Grammar> grammars() {
        Stream<Grammar> ofSchemas = new Random(7).longs(40).mapToObj(seed -> grammar(seed));
        return Stream.concat(
                ofSchemas,
                Stream.of(
                        Grammar.text(),
                        Grammar.textUntil("\n```", "```", "é"),
                        Grammar.regex("(a|b)*abb|\\d{2,3}|é+"),
                        Grammar.regex("a{0,2}b{1,2}"),
                        Grammar.lines(Grammar.regex("b|中")),
                        Grammar.lines(Grammar.regex("bad?|\n|[^a]x"), Grammar.literal("b"), Grammar.regex("a|中")),
                        Grammar.optional(Grammar.lines(Grammar.regexIgnoringCase("end:|[^\n]*<end>")))));
    }

    private static Grammar grammar(long seed) {
        try {
            return JsonSchemaGrammar.of(RandomSchema.of(seed), JsonStyle.DEFAULT);
        } catch (IllegalArgumentException e) {
            return Grammar.json(); // no value fits some random schemas
        }
    }

    @ParameterizedTest
    @MethodSource("grammars")
    void sets_of_bytes_say_what_comes_after_each_byte(Grammar grammar) {
        Set<Expression> met = new LinkedHashSet<>(List.of(grammar.start().expression()));
        List<Expression> open = new ArrayList<>(met);
        while (!open.isEmpty() && met.size() < MOST) {
            Expression expression = open.removeFirst();
            for (int value = 0; value < 256; value++) {
                Expression after = expression.after(value);

                assertThat(expression.firstBytes().contains(value))
                        .as("whether a text begins with %02x", value)
                        .isEqualTo(after != Expression.NOTHING);
                assertThat(expression.singleBytes().contains(value))
                        .as("whether %02x is a text", value)
                        .isEqualTo(after.acceptsEmpty());
                if (met.add(after)) {
                    open.add(after);
                }
            }
        }
    }
}
