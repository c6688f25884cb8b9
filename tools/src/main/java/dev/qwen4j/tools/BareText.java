package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that is no JSON object, for a tool whose only parameter is a string. */
final class BareText {
    /** Before an object these make it part of a program. */
    private static final Pattern OPERATOR = Pattern.compile(
            "(?:[=(\\[,+\\-*/<>&|%]|\\b(?:return|yield|in|and|or|not|else|if|await|print|assert|lambda))\\s*+$");

    private static final int LONGEST_OPERATOR = 40;

    /** All of it in one pair of quotes. */
    private static final Pattern QUOTED = Pattern.compile("'[^'\\\\\n]*+'|`[^`\n]*+`|[“”][^“”\"\n]*+[“”]|‘[^‘’'\n]*+’");

    private BareText() {}

    /** The name of a tool's only parameter, if that is a string. */
    static Optional<String> parameter(ObjectNode parameters) {
        JsonNode properties = parameters.path("properties");
        boolean single =
                properties.size() == 1 && isString(properties.elements().next());
        return single ? Optional.of(properties.fieldNames().next()) : Optional.empty();
    }

    private static boolean isString(JsonNode parameter) {
        JsonNode type = parameter.path("type");
        if (!type.isArray()) {
            return type.asText().equals("string");
        }
        boolean string = false;
        for (JsonNode one : type) {
            string |= one.asText().equals("string");
            if (!Set.of("string", "null").contains(one.asText())) {
                return false;
            }
        }
        return string;
    }

    /** Whether {@code text} is for a tool that takes such, and does not begin with an object. */
    static boolean isMeant(String text, ObjectNode parameters) {
        return parameter(parameters).isPresent() && FullWidth.toAscii(text.charAt(0)) != '{';
    }

    static Optional<ObjectNode> argument(String text, ObjectNode parameters, Ending ending, Set<Repair> repairs) {
        Optional<String> name = parameter(parameters);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<TolerantJson.Found> object = TolerantJson.firstObject(
                text,
                ending == Ending.STOPPED,
                found -> found.object().path(name.get()).isTextual() && !isOperand(text, found.start()));
        if (object.isPresent()) {
            repairs.addAll(object.get().repairs());
            repairs.addAll(JsonArguments.around(text, object.get()));
            return object.map(TolerantJson.Found::object);
        }
        if (ending == Ending.CUT || isBrokenObject(text, name.get())) {
            return Optional.empty();
        }
        Optional<String> blocks = CodeFence.contents(text);
        repairs.add(blocks.isPresent() ? Repair.FENCED_TEXT : Repair.BARE_TEXT);
        return Optional.of(Wrapping.argument(name.get(), blocks.orElseGet(() -> unquoted(text))));
    }

    private static boolean isOperand(String text, int start) {
        return OPERATOR.matcher(text.substring(Math.max(0, start - LONGEST_OPERATOR), start))
                .find();
    }

    /** Whether the text holds an object of arguments that cannot be read, which is no value for the parameter. */
    private static boolean isBrokenObject(String text, String name) {
        Matcher member = Pattern.compile("[{｛]\\s*+[\"'“‘]?" + Pattern.quote(name) + "[\"'”’]?\\s*+[:：]")
                .matcher(text);
        return member.find() && !isOperand(text, member.start());
    }

    private static String unquoted(String text) {
        return QUOTED.matcher(text).matches() ? text.substring(1, text.length() - 1) : text;
    }
}
