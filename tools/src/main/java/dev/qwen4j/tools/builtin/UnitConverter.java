package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Converts between units of one dimension with exact factors; results are rounded to 6 decimals, below 0.001 to 6
 * digits.
 *
 * <p>Units are read by symbol, by English name (singular or plural, any case) and by Chinese name. Where a name has
 * several meanings it is: the US gallon, pint and cup, the metric ton, KB to TB in steps of 1024, the thermochemical
 * calorie, and a year of 365.25 days.
 */
public final class UnitConverter implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "unit_convert",
            "Unit Converter",
            "Converts a value from one unit of measure to another.",
            Parameters.create()
                    .required("value", "number", "the number to convert")
                    .required("from", "string", "source unit")
                    .required("to", "string", "target unit")
                    .schema(),
            Risk.READ);
    private static final int MAX_EXPONENT = 100;

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        BigDecimal value = arguments.path("value").decimalValue();
        if (Math.abs(value.precision() - (long) value.scale()) > MAX_EXPONENT || value.scale() > MAX_EXPONENT) {
            throw new ToolException("the number is too large or too small: use at most " + MAX_EXPONENT + " digits");
        }
        String fromName = arguments.path("from").asText();
        String toName = arguments.path("to").asText();
        Optional<Unit> from = Unit.find(fromName);
        Optional<Unit> to = Unit.find(toName);
        if (from.isEmpty()) {
            throw unknown(fromName, to);
        }
        if (to.isEmpty()) {
            throw unknown(toName, from);
        }
        return ToolOutput.of(Decimals.rounded(convert(value, from.get(), to.get())));
    }

    private static BigDecimal convert(BigDecimal value, Unit from, Unit to) {
        if (!from.dimension().equals(to.dimension())) {
            throw new ToolException("cannot convert " + from.name() + " (" + from.dimension() + ") to " + to.name()
                    + " (" + to.dimension() + "): use two units of " + from.dimension() + ", such as "
                    + Unit.names(from.dimension()));
        }
        BigDecimal base = from.toBase(value);
        if (from.dimension().equals("temperature") && base.signum() < 0) {
            throw new ToolException(value.toPlainString() + " " + from.name() + " is below absolute zero");
        }
        return to.fromBase(base);
    }

    private static ToolException unknown(String name, Optional<Unit> other) {
        Optional<String> meant = Unit.nameWithin(name);
        if (meant.isPresent()) {
            return new ToolException("unknown unit '" + name + "'. Did you mean '" + meant.get() + "'?");
        }
        String instead = other.map(unit -> "use one of " + Unit.names(unit.dimension()))
                .orElseGet(() -> "use a unit of " + Unit.dimensions());
        return new ToolException("unknown unit '" + name + "': " + instead);
    }
}
