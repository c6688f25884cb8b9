package dev.qwen4j.tools.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A piece of a document that is found and shown as one.
 *
 * @param heading what stands above the text and is searched with it
 * @param text one line
 */
record Passage(String heading, String text) {
    private static final int MAX_CHARS = 600;
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\R\\h*\\R");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\h+(.*)");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|(?<=[。！？])");

    /** Paragraphs, of which long ones are split between sentences; a Markdown heading belongs to what follows it. */
    static List<Passage> ofText(String document) {
        List<Passage> passages = new ArrayList<>();
        String heading = "";
        for (String paragraph : PARAGRAPH_END.split(document)) {
            StringBuilder body = new StringBuilder();
            for (String line : paragraph.strip().lines().toList()) {
                var title = HEADING.matcher(line.strip());
                if (title.matches()) {
                    add(passages, heading, body);
                    heading = title.group(1).strip();
                } else {
                    body.append(line.strip()).append(' ');
                }
            }
            add(passages, heading, body);
        }
        return passages;
    }

    private static void add(List<Passage> passages, String heading, StringBuilder body) {
        StringBuilder text = new StringBuilder();
        for (String sentence : SENTENCE_END.split(body.toString().strip())) {
            if (!text.isEmpty() && text.length() + sentence.length() > MAX_CHARS) {
                passages.add(new Passage(heading, text.toString()));
                text.setLength(0);
            }
            // Between sentences of scripts without blanks there is none to put back.
            boolean blank = !text.isEmpty() && text.charAt(text.length() - 1) < '\u2E80';
            text.append(blank ? " " : "").append(sentence.strip());
        }
        if (!text.isEmpty()) {
            passages.add(new Passage(heading, text.toString()));
        }
        body.setLength(0);
    }

    /** Each row, under the names of the columns in the first one. */
    static List<Passage> ofRows(String table) {
        List<String> rows =
                table.lines().map(String::strip).filter(row -> !row.isEmpty()).toList();
        if (rows.size() < 2) {
            return rows.stream().map(row -> new Passage("", row)).toList();
        }
        return rows.stream()
                .skip(1)
                .map(row -> new Passage(rows.getFirst(), row))
                .toList();
    }
}
