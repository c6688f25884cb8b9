package dev.qwen4j.agent.react;

import dev.qwen4j.tools.FullWidth;

/** Whether a text read so far ends inside a code fence or a JSON string, where markers are text. */
final class Enclosure {
    private static final int FENCE = 3;
    private static final String DOUBLE = "\"“”„＂";
    private static final String SINGLE = "'‘’＇`";

    private final boolean fences;

    private int ticks;
    private boolean lineBlank = true;
    private boolean inFence;
    private boolean openingLine;

    private int depth;
    private char before;
    private String quotes = "";
    private char quote;
    private int content;
    private int run;
    private boolean triple;
    private boolean escaped;
    /** There was a quote that ends the string, unless what follows shows that it belongs to it. */
    private boolean closing;

    /** @param fences whether code fences count */
    Enclosure(boolean fences) {
        this.fences = fences;
    }

    void add(CharSequence piece) {
        for (int i = 0; i < piece.length(); i++) {
            add(piece.charAt(i));
        }
    }

    void add(char c) {
        if (fences && quotes.isEmpty()) {
            fence(c);
        }
        if (!inFence) {
            json(c);
        }
    }

    boolean inString() {
        return !quotes.isEmpty() && !closing;
    }

    boolean isOpen() {
        return inFence || inString();
    }

    /** A fence opens and closes at the start of a line, or closes on the line it opened on. */
    private void fence(char c) {
        if (c == '\n') {
            lineBlank = true;
            openingLine = false;
            ticks = 0;
        } else if (c != '`') {
            lineBlank &= ticks == 0 && Character.isWhitespace(c);
            ticks = 0;
        } else if (++ticks == FENCE && (lineBlank || (inFence && openingLine))) {
            inFence = !inFence;
            openingLine = inFence;
            lineBlank = false;
            ticks = 0;
        }
    }

    private void json(char raw) {
        char c = FullWidth.toAscii(raw);
        if (!quotes.isEmpty()) {
            string(raw, c);
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            depth--;
        } else if (depth > 0) {
            open(raw);
        }
        if (!Character.isWhitespace(c)) {
            before = c;
        }
    }

    /** Single quotes are apostrophes, unless a value or name can begin there. */
    private void open(char raw) {
        if (DOUBLE.indexOf(raw) >= 0) {
            quotes = raw == '"' ? "\"" : DOUBLE;
        } else if (SINGLE.indexOf(raw) >= 0 && "{[,:(".indexOf(before) >= 0) {
            quotes = raw == '\'' || raw == '`' ? String.valueOf(raw) : SINGLE;
        } else {
            return;
        }
        quote = raw;
        content = 0;
        run = 0;
        triple = false;
    }

    private void string(char raw, char c) {
        if (closing) {
            if (Character.isWhitespace(c)) {
                return;
            }
            closing = false;
            if (content == 0 && raw == quote && before == FullWidth.toAscii(quote)) {
                triple = true;
                return;
            }
            if (",}]):#/".indexOf(c) >= 0) {
                quotes = "";
                json(raw);
                return;
            }
            content++;
        }
        if (escaped) {
            escaped = false;
        } else if (c == '\\') {
            escaped = true;
        } else if (quotes.indexOf(raw) < 0) {
            run = 0;
            content++;
        } else if (!triple) {
            closing = true;
        } else if (++run == FENCE) {
            quotes = "";
        }
    }
}
