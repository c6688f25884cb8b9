package dev.qwen4j.service.cli;

/**
 * Tells whether typed text is a whole statement or goes on in the next line, by its brackets, its strings, its last
 * character and its blocks. Text it takes for whole although it is not is simply a syntax error when it runs.
 */
final class PythonStatement {
    private final String text;
    private int depth;
    /** The quotes of the string that the text ends in; empty if it ends outside of one. */
    private String quotes = "";

    private boolean block;

    private PythonStatement(String text) {
        this.text = text;
    }

    /** @param text lines with their ends */
    static boolean isWhole(String text) {
        return new PythonStatement(text).ends();
    }

    private boolean ends() {
        int line = 0;
        while (line < text.length()) {
            int end = text.indexOf('\n', line);
            int next = end < 0 ? text.length() : end + 1;
            boolean begins = depth == 0 && quotes.isEmpty();
            scan(line, next);
            String typed = text.substring(line, next).strip();
            boolean opens =
                    depth == 0 && quotes.isEmpty() && withoutComment(typed).endsWith(":");
            block |= opens || (begins && typed.startsWith("@"));
            line = next;
        }
        String last = lastLine();
        if (depth > 0 || quotes.length() == 3 || last.endsWith("\\")) {
            return false;
        }
        return !block || last.isBlank();
    }

    private String lastLine() {
        String lines = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return lines.substring(lines.lastIndexOf('\n') + 1);
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment).stripTrailing();
    }

    private void scan(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!quotes.isEmpty()) {
                if (c == '\\') {
                    i++;
                } else if (text.startsWith(quotes, i)) {
                    i += quotes.length() - 1;
                    quotes = "";
                } else if (c == '\n' && quotes.length() == 1) {
                    quotes = "";
                }
            } else if (c == '#') {
                return;
            } else if (c == '\'' || c == '"') {
                String three = String.valueOf(c).repeat(3);
                quotes = text.startsWith(three, i) ? three : String.valueOf(c);
                i += quotes.length() - 1;
            } else if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth = Math.max(0, depth - 1);
            }
        }
    }
}
