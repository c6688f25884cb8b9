package dev.qwen4j.agent.react;

import java.util.List;
import java.util.regex.Pattern;

/** The text after {@code Action:}: a tool's name, bare or decorated, or a word that says that no tool is wanted. */
final class ActionName {
    private static final String DECORATION = "[\\s\\p{Z}\\p{Cf}*`\"'“”‘’]";
    private static final Pattern ENDS = Pattern.compile("^" + DECORATION + "+|(?:" + DECORATION + "|[.,;。，；、])+$");
    private static final Pattern NONE = Pattern.compile(
            "none\\b.*|n\\.?/?a\\.?|null|nil|nothing|no (?:action|tool|need)\\b.*|not (?:needed|required|applicable)\\b.*"
                    + "|无|没有|无(?:需|须|动作|操作|行动|工具).*|不(?:需要?|用|使用).*|没有?必要.*",
            Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 500;

    private final List<String> tools;
    private final StringBuilder text = new StringBuilder();

    ActionName(List<String> tools) {
        this.tools = tools;
    }

    void add(String piece) {
        text.append(piece, 0, Math.min(piece.length(), LONGEST - Math.min(LONGEST, text.length())));
    }

    void clear() {
        text.setLength(0);
    }

    /** The first line that is not blank, without quotes, emphasis and the like. */
    String name() {
        return text.toString()
                .lines()
                .map(line -> ENDS.matcher(line).replaceAll(""))
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    boolean isEmpty() {
        return name().isEmpty();
    }

    /** Whether a tool is named, one that exists or not. */
    boolean isGiven() {
        String name = name();
        return tools.contains(name) || !(name.isEmpty() || NONE.matcher(name).matches());
    }
}
