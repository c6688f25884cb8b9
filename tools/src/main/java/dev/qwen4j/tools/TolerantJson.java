package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the one JSON object in a text that a model wrote: JSON5, Python literals, smart or full-width punctuation
 * outside strings, raw line breaks, quotes and unknown escapes inside strings, text before and after the object, and
 * closing brackets missing at the very end. What would need guessing (bare words, a string without an end) is not read.
 *
 * <p>An unknown escape such as {@code \d} keeps its backslash: in the regular expressions and paths where models write
 * them, it is meant. (Jackson's lenient mode drops it, which is why it is not used here.)
 */
final class TolerantJson {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_CANDIDATES = 16;
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)((?:0|[1-9]\\d{0,300})?)(?:\\.(\\d{0,300}))?((?:[eE][+-]?\\d{1,3})?)");

    private final String text;
    private int at;
    private int depth;
    private boolean strayQuotes;
    private boolean unclosed;

    private TolerantJson(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** The first outermost object in {@code text} that can be read and is {@code wanted}. Time is linear in the text. */
    static Optional<ObjectNode> firstObject(String text, Predicate<ObjectNode> wanted) {
        for (int start : outermostBraces(text)) {
            try {
                ObjectNode object = new TolerantJson(text, start).wholeObject();
                if (wanted.test(object)) {
                    return Optional.of(object);
                }
            } catch (Unreadable e) {
                // Not JSON, for example a set in the prose: the next brace may be.
            }
        }
        return Optional.empty();
    }

    /** Objects inside an object that cannot be read are no candidates: they would be another call than was meant. */
    private static List<Integer> outermostBraces(String text) {
        List<Integer> braces = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < text.length() && braces.size() < MAX_CANDIDATES; i++) {
            char c = FullWidth.toAscii(text.charAt(i));
            if (c == '{') {
                if (depth == 0) {
                    braces.add(i);
                }
                depth++;
            } else if (c == '}' && depth > 0) {
                depth--;
            }
        }
        return braces;
    }

    private ObjectNode wholeObject() throws Unreadable {
        ObjectNode object = object();
        // With both faults it is open whether the last quote ends the string or belongs to it.
        if (strayQuotes && unclosed) {
            throw new Unreadable();
        }
        return object;
    }

    private JsonNode value() throws Unreadable {
        char c = peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (isQuote(text.charAt(at))) {
            return TextNode.valueOf(string(false));
        }
        return Character.isLetter(c) ? word() : number();
    }

    private ObjectNode object() throws Unreadable {
        enter();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (!closes('}')) {
            String key = key();
            if (peek() != ':') {
                throw new Unreadable();
            }
            at++;
            skipBlanks();
            object.set(key, value());
            separator('}');
        }
        depth--;
        return object;
    }

    private ArrayNode array() throws Unreadable {
        enter();
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (!closes(']')) {
            array.add(value());
            separator(']');
        }
        depth--;
        return array;
    }

    private void enter() throws Unreadable {
        if (++depth > MAX_DEPTH) {
            throw new Unreadable();
        }
        at++;
        skipBlanks();
    }

    /** Whether the container ends here; its own bracket is consumed, the end of the text or of an outer one is not. */
    private boolean closes(char bracket) throws Unreadable {
        skipBlanks();
        if (at == text.length() || (bracket == ']' && peek() == '}')) {
            unclosed = true;
            return true;
        }
        if (peek() != bracket) {
            return false;
        }
        at++;
        return true;
    }

    private void separator(char bracket) throws Unreadable {
        skipBlanks();
        if (at < text.length() && peek() == ',') {
            at++;
        } else if (at < text.length() && peek() != '}' && peek() != bracket) {
            throw new Unreadable();
        }
    }

    private String key() throws Unreadable {
        if (isQuote(text.charAt(at))) {
            String key = string(true);
            skipBlanks();
            return key;
        }
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String key = text.substring(start, at);
        skipBlanks();
        if (key.isEmpty()) {
            throw new Unreadable();
        }
        return key;
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-';
    }

    private JsonNode word() throws Unreadable {
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return switch (text.substring(start, at)) {
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            case "null", "None", "NULL" -> NullNode.getInstance();
            default -> throw new Unreadable();
        };
    }

    private JsonNode number() throws Unreadable {
        StringBuilder token = new StringBuilder();
        while (at < text.length() && "+-.eE0123456789".indexOf(peek()) >= 0) {
            token.append(peek());
            at++;
        }
        var parts = NUMBER.matcher(token);
        if (!parts.matches()
                || (parts.group(2).isEmpty()
                        && (parts.group(3) == null || parts.group(3).isEmpty()))) {
            throw new Unreadable();
        }
        String sign = parts.group(1).equals("-") ? "-" : "";
        String whole = parts.group(2).isEmpty() ? "0" : parts.group(2);
        String fraction = parts.group(3) == null ? "" : "." + (parts.group(3).isEmpty() ? "0" : parts.group(3));
        return StrictJson.read(sign + whole + fraction + parts.group(4)).orElseThrow(Unreadable::new);
    }

    private String string(boolean key) throws Unreadable {
        String quote = closing(text.charAt(at));
        String triple = quote.repeat(3);
        if (text.startsWith(triple, at) && (quote.equals("\"") || quote.equals("'"))) {
            quote = triple;
        }
        at += quote.length();
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                escape(content);
            } else if (!text.startsWith(quote, at)) {
                content.append(c);
                at++;
            } else if (quote.length() > 1 || endsBefore(at + 1, key)) {
                at += quote.length();
                return content.toString();
            } else {
                requireStray(at + 1, quote);
                content.append(c);
                at++;
            }
        }
        throw new Unreadable();
    }

    /** Whether a string can end before {@code next}: otherwise the quote belongs to its content. */
    private boolean endsBefore(int next, boolean key) {
        int i = afterBlanks(next);
        if (i == text.length()) {
            return !key;
        }
        char c = FullWidth.toAscii(text.charAt(i));
        if (key) {
            return c == ':';
        }
        return c == ',' || c == '}' || c == ']' || startsComment(i);
    }

    /** A quote before a colon or another quote may also be the end of a string whose comma was forgotten. */
    private void requireStray(int next, String quote) throws Unreadable {
        int i = afterBlanks(next);
        if (i < text.length() && (FullWidth.toAscii(text.charAt(i)) == ':' || text.startsWith(quote, i))) {
            throw new Unreadable();
        }
        strayQuotes = true;
    }

    private int afterBlanks(int start) {
        int i = start;
        while (i < text.length() && isBlank(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void escape(StringBuilder content) {
        char c = text.charAt(at + 1);
        at += 2;
        switch (c) {
            case 'n' -> content.append('\n');
            case 't' -> content.append('\t');
            case 'r' -> content.append('\r');
            case 'b' -> content.append('\b');
            case 'f' -> content.append('\f');
            case '"', '\'', '\\', '/', '`', '“', '”', '‘', '’' -> content.append(c);
            case '\n' -> {} // a line continued, as in JSON5 and Python
            case 'u' -> codeUnit(4, c, content);
            case 'x' -> codeUnit(2, c, content);
            default -> content.append('\\').append(c);
        }
    }

    private void codeUnit(int digits, char letter, StringBuilder content) {
        int end = Math.min(at + digits, text.length());
        String hex = text.substring(at, end);
        if (hex.length() == digits && hex.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
            content.append((char) Integer.parseInt(hex, 16));
            at = end;
        } else {
            content.append('\\').append(letter);
        }
    }

    private static boolean isQuote(char c) {
        return "\"'`“”‘’＂＇".indexOf(c) >= 0;
    }

    private static String closing(char quote) {
        return switch (quote) {
            case '“' -> "”";
            case '‘' -> "’";
            default -> String.valueOf(quote);
        };
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (isBlank(text.charAt(at))) {
                at++;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (startsComment(at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private boolean startsComment(int index) {
        return text.startsWith("//", index) || text.startsWith("/*", index) || text.charAt(index) == '#';
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    private char peek() throws Unreadable {
        if (at >= text.length()) {
            throw new Unreadable();
        }
        return FullWidth.toAscii(text.charAt(at));
    }

    private static final class Unreadable extends Exception {
        Unreadable() {
            super(null, null, false, false);
        }
    }
}
