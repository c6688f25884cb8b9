package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;

/**
 * Evaluates arithmetic exactly, in decimals: {@code 0.1+0.2} is {@code 0.3}.
 *
 * <p>Knows {@code + - * / % ^ ** !}, percent ({@code 15%*200}), parentheses, {@code pi}, {@code e} and the functions that
 * {@link Arithmetic} lists, as well as what people type instead: {@code × ÷ − √ ² π}, {@code 3 x 4}, {@code 2,340},
 * full-width characters. Angles are radians, {@code log} is the natural logarithm. Results with more than 10 decimals
 * are rounded to 6; exponents are never printed.
 *
 * <p>Expressions are limited in length and depth, numbers in size; nothing but arithmetic can be reached.
 */
public final class Calculator implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "calculator",
            "Calculator",
            "Evaluates an arithmetic expression and returns the result.",
            Parameters.create()
                    .required("expression", "string", "the expression to evaluate")
                    .schema(),
            Risk.READ);

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        return ToolOutput.of(Decimals.exactIfShort(
                Arithmetic.evaluate(arguments.path("expression").asText())));
    }
}
