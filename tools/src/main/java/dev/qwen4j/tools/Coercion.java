package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values of one JSON type as another, where nothing is lost on the way. */
final class Coercion {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?((?:0|[1-9]\\d{0,299})(\\.\\d{0,300})?|\\.\\d{1,300})([eE][+-]?\\d{1,3})?");
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3}){1,100}(\\.\\d{1,300})?");
    private static final int MAX_INTEGER_DIGITS = 1000;

    private Coercion() {}

    /** {@code value} as the first of {@code types} that it is or that it can be made. */
    static Optional<JsonNode> to(List<String> types, JsonNode value) {
        return types.stream()
                .filter(type -> is(type, value))
                .map(type -> value)
                .findFirst()
                .or(() -> types.stream()
                        .flatMap(type -> coerced(type, value).stream())
                        .findFirst());
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isNull();
        };
    }

    private static Optional<? extends JsonNode> coerced(String type, JsonNode value) {
        return switch (type) {
            case "string" -> scalarText(value).map(TextNode::valueOf);
            case "number" -> number(value).map(Coercion::plain);
            case "integer" -> number(value).flatMap(Coercion::integer);
            case "boolean" -> truth(value);
            case "array" -> embedded(value).filter(JsonNode::isArray);
            case "object" -> embedded(value).filter(JsonNode::isObject);
            default -> Optional.empty();
        };
    }

    private static Optional<String> scalarText(JsonNode value) {
        if (value.isBigDecimal() && Math.abs((long) value.decimalValue().scale()) <= MAX_INTEGER_DIGITS) {
            return Optional.of(value.decimalValue().toPlainString());
        }
        return value.isNumber() || value.isBoolean() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static JsonNode plain(BigDecimal number) {
        return number.scale() == 0 ? integer(number).orElse(DecimalNode.valueOf(number)) : DecimalNode.valueOf(number);
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        String text = FullWidth.toAscii(value.isTextual() ? value.asText() : "").strip();
        String digits = THOUSANDS.matcher(text).matches() ? text.replace(",", "") : text;
        return NUMBER.matcher(digits).matches() ? Optional.of(new BigDecimal(digits)) : Optional.empty();
    }

    private static Optional<JsonNode> integer(BigDecimal number) {
        // Far exponents would make the digits fill the memory.
        if (number.precision() - (long) number.scale() > MAX_INTEGER_DIGITS) {
            return Optional.empty();
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return Optional.empty();
        }
        BigInteger integer = number.toBigInteger();
        if (integer.bitLength() < Integer.SIZE) {
            return Optional.of(IntNode.valueOf(integer.intValue()));
        }
        return Optional.of(
                integer.bitLength() < Long.SIZE
                        ? LongNode.valueOf(integer.longValue())
                        : BigIntegerNode.valueOf(integer));
    }

    private static Optional<BooleanNode> truth(JsonNode value) {
        return switch (value.isTextual() ? value.asText().strip().toLowerCase(Locale.ROOT) : "") {
            case "true" -> Optional.of(BooleanNode.TRUE);
            case "false" -> Optional.of(BooleanNode.FALSE);
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> embedded(JsonNode value) {
        return value.isTextual() ? StrictJson.read(value.asText()) : Optional.empty();
    }
}
