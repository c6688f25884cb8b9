package dev.qwen4j.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A question, and how to tell whether it was served well.
 *
 * @param tools names of the tools of which the first call must be one; empty if nothing is to be called
 * @param input must be found in the Action Input of the first call
 * @param answer must be found in the final answer
 */
record Question(String text, Set<String> tools, Pattern input, Pattern answer) {
    private static final String RESOURCE = "tool-choice.tsv";
    private static final String ANYTHING = "-";

    Question {
        tools = Set.copyOf(tools);
    }

    /**
     * Reads a line of four fields separated by tabs: tools separated by {@code |}, the patterns of input and answer, and
     * the question. A {@code -} stands for no tool, or for a pattern that anything matches.
     */
    static Question parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 4) {
            throw new IllegalArgumentException(
                    "a question has 4 fields separated by tabs but this has " + fields.length + ": '" + line + "'");
        }
        Set<String> tools = fields[0].equals(ANYTHING) ? Set.of() : Set.of(fields[0].split("\\|"));
        return new Question(fields[3], tools, pattern(fields[1]), pattern(fields[2]));
    }

    private static Pattern pattern(String field) {
        return Pattern.compile(field.equals(ANYTHING) ? "" : field);
    }

    /** The development set. It shares no question with {@code scripts/questions.tsv}, which is for testing. */
    static List<Question> developmentSet() throws IOException {
        try (InputStream in = Objects.requireNonNull(Question.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Question::parse)
                    .toList();
        }
    }

    boolean needsTool() {
        return !tools.isEmpty();
    }

    /** Whether an agent that is offered {@code names} could serve this. */
    boolean servedBy(List<String> names) {
        return tools.isEmpty() || names.stream().anyMatch(tools::contains);
    }
}
