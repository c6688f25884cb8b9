package dev.qwen4j.agent.react;

import dev.qwen4j.tools.ToolNames;
import java.util.regex.Pattern;

/** The text after {@code Action:}: a tool's name, bare or decorated, or a word that says that no tool is wanted. */
final class ActionName {
    private static final String DECORATION = "[\\s\\p{Z}\\p{Cf}*`\"'“”‘’]";
    private static final Pattern ENDS = Pattern.compile("^" + DECORATION + "+|(?:" + DECORATION + "|[.,;。，；、])+$");
    private static final Pattern NONE = Pattern.compile(
            "[-–—(\\[（【<{]{0,3}\\s?(?:"
                    + "none\\b.*|n\\s?\\.?\\s?/?\\s?a\\b\\.?.*|null\\b.*|nil|nothing\\b.*|not (?:needed|required|applicable|necessary)\\b.*"
                    + "|(?:do )?no[ _-]?(?:\\w+ ){0,2}(?:action|tool|need|function|call)s?\\b.*|(?:do )?not (?:use|call)\\b.*"
                    + "|无|空|没有|[无無](?:需|须|動作|动作|操作|行动|行動|工具).*|不(?:需要?|用|使用|适用|必).*|[没沒]有?(?:必要|工具|需要).*"
                    + "|)[-–—)\\]）】>}.。!！]{0,3}",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FINAL = Pattern.compile("final[ _-]?answer", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST = 500;

    private final ToolNames tools;
    private final StringBuilder text = new StringBuilder();

    ActionName(ToolNames tools) {
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

    /** Whether something stands around the name that does not belong to it. */
    boolean isDecorated() {
        return !text.toString().strip().equals(name());
    }

    /** Whether it is no tool but the answer that the input holds. */
    boolean isAnswer() {
        return FINAL.matcher(name()).matches() && tools.find(name()).isEmpty();
    }

    /** Whether a tool is named, one that exists or not. */
    boolean isGiven() {
        String name = name();
        if (tools.find(name).isPresent()) {
            return true;
        }
        return !(name.isEmpty()
                || NONE.matcher(name).matches()
                || FINAL.matcher(name).matches());
    }
}
