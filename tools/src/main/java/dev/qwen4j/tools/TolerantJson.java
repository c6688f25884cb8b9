package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.tools.JsonCursor.Unreadable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the one JSON object in a text that a model wrote: JSON5, Python literals, smart or full-width punctuation
 * outside strings, what {@link JsonString} tolerates inside them, text before and after the object, and closing brackets
 * missing at the very end. What would need guessing (bare words, a string that goes on over lines) is not read.
 */
final class TolerantJson {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_CANDIDATES = 16;
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)((?:0|[1-9](?:_?\\d){0,300})?)(?:\\.(\\d{0,300}))?((?:[eE][+-]?\\d{1,3})?)");
    private static final Pattern HEX = Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]{1,300})");

    private final JsonCursor in;
    private int depth;
    private int tuples;
    private boolean strayQuotes;
    private boolean unclosed;

    private TolerantJson(JsonCursor in) {
        this.in = in;
    }

    /**
     * What was read.
     *
     * @param start where it begins in the text
     * @param end where it ends
     */
    record Found(ObjectNode object, Set<Repair> repairs, int start, int end) {}

    /**
     * The first outermost object in {@code text} that can be read and is {@code wanted}. Time is linear in the text.
     *
     * @param mayClose whether closing brackets that are missing at the end are added
     */
    static Optional<Found> firstObject(String text, boolean mayClose, Predicate<Found> wanted) {
        for (int start : outermostBraces(text)) {
            Optional<Found> found = objectAt(text, start, mayClose).filter(wanted);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The object that begins at {@code start}; empty if what is there, for example a set in the prose, is none. */
    static Optional<Found> objectAt(String text, int start, boolean mayClose) {
        JsonCursor in = new JsonCursor(text, start);
        try {
            ObjectNode object = new TolerantJson(in).wholeObject(mayClose);
            return Optional.of(new Found(object, in.repairs(), start, in.position()));
        } catch (Unreadable e) {
            return Optional.empty();
        }
    }

    /** Objects inside an object that cannot be read are no candidates: they would be another call than was meant. */
    private static List<Integer> outermostBraces(String text) {
        List<Integer> braces = new ArrayList<>();
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < text.length() && braces.size() < MAX_CANDIDATES; i++) {
            char c = FullWidth.toAscii(text.charAt(i));
            if (inString) {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            } else if (c == '{') {
                if (depth == 0) {
                    braces.add(i);
                }
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            } else {
                inString = c == '"' && depth > 0;
            }
        }
        return braces;
    }

    private ObjectNode wholeObject(boolean mayClose) throws Unreadable {
        ObjectNode object = object();
        // With both faults it is open whether the last quote ends the string or belongs to it.
        if (unclosed && (strayQuotes || !mayClose)) {
            throw new Unreadable();
        }
        return object;
    }

    private JsonNode value() throws Unreadable {
        char c = in.peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array(']');
        }
        if (c == '(') {
            return tuple();
        }
        if (JsonString.isQuote(in.raw())) {
            return TextNode.valueOf(string(JsonString.value(in, tuples > 0)));
        }
        String word = in.word();
        if (word.length() == 1 && "rRuU".contains(word) && !in.atEnd() && "\"'".indexOf(in.raw()) >= 0) {
            JsonString string = JsonString.value(in, tuples > 0);
            return TextNode.valueOf("rR".contains(word) ? string.readRaw() : string(string));
        }
        return !word.isEmpty() && Character.isLetter(word.charAt(0)) ? literal(word) : number(word);
    }

    private ObjectNode object() throws Unreadable {
        enter();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (!closes('}')) {
            String key = key();
            if (in.mark() != ':') {
                throw new Unreadable();
            }
            in.skipBlanks();
            object.set(key, value());
            separator('}');
        }
        depth--;
        return object;
    }

    private ArrayNode array(char bracket) throws Unreadable {
        enter();
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (!closes(bracket)) {
            array.add(value());
            separator(bracket);
        }
        depth--;
        return array;
    }

    private ArrayNode tuple() throws Unreadable {
        in.note(Repair.PYTHON_LITERAL);
        tuples++;
        ArrayNode values = array(')');
        tuples--;
        return values;
    }

    private void enter() throws Unreadable {
        if (++depth > MAX_DEPTH) {
            throw new Unreadable();
        }
        in.mark();
    }

    /** Whether the container ends here; its own bracket is consumed, the end of the text or of an outer one is not. */
    private boolean closes(char bracket) throws Unreadable {
        in.skipBlanks();
        if (in.atEnd() || (bracket != '}' && in.peek() == '}')) {
            unclosed = true;
            in.note(Repair.MISSING_CLOSER);
            return true;
        }
        if (in.peek() != bracket) {
            return false;
        }
        in.mark();
        return true;
    }

    private void separator(char bracket) throws Unreadable {
        in.skipBlanks();
        if (in.atEnd()) {
            return;
        }
        if (in.peek() == ',') {
            in.mark();
            in.skipBlanks();
            if (!in.atEnd() && in.peek() == bracket) {
                in.note(Repair.JSON5);
            }
        } else if (in.peek() != '}' && in.peek() != bracket) {
            throw new Unreadable();
        }
    }

    private String key() throws Unreadable {
        String key;
        if (JsonString.isQuote(in.raw())) {
            key = string(JsonString.key(in));
        } else {
            in.note(Repair.JSON5);
            key = in.word();
        }
        in.skipBlanks();
        if (key.isEmpty()) {
            throw new Unreadable();
        }
        return key;
    }

    private String string(JsonString string) throws Unreadable {
        String value = string.read();
        strayQuotes |= string.hasStrayQuotes();
        unclosed |= string.isUnclosed();
        return value;
    }

    private JsonNode literal(String word) throws Unreadable {
        if (!Set.of("true", "false", "null").contains(word)) {
            in.note(Repair.PYTHON_LITERAL);
        }
        return switch (word) {
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            case "null", "None", "NULL" -> NullNode.getInstance();
            default -> throw new Unreadable();
        };
    }

    private JsonNode number(String word) throws Unreadable {
        Matcher hex = HEX.matcher(word);
        if (hex.matches()) {
            in.note(Repair.JSON5);
            String decimal = new BigInteger(hex.group(1).replace("+", "") + hex.group(2), 16).toString();
            return StrictJson.read(decimal).orElseThrow(Unreadable::new);
        }
        Matcher parts = NUMBER.matcher(word);
        String whole = parts.matches() ? parts.group(2) : "";
        String fraction = parts.matches() && parts.group(3) != null ? parts.group(3) : "";
        if (whole.isEmpty() && fraction.isEmpty()) {
            throw new Unreadable();
        }
        String plain = (parts.group(1).equals("-") ? "-" : "")
                + (whole.isEmpty() ? "0" : whole.replace("_", ""))
                + (parts.group(3) == null ? "" : "." + (fraction.isEmpty() ? "0" : fraction))
                + parts.group(4);
        if (!plain.equals(word)) {
            in.note(whole.contains("_") ? Repair.PYTHON_LITERAL : Repair.JSON5);
        }
        return StrictJson.read(plain).orElseThrow(Unreadable::new);
    }
}
