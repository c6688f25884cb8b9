package dev.qwen4j.model.chat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the templates that the Qwen2.5 and Qwen3 models were published with do differently.
 *
 * @param defaultSystem what a conversation without a system message begins with; empty for nothing
 * @param argumentsVerbatim whether the arguments of earlier calls are shown as they were written, not as Python would
 *     write their JSON
 * @param bracesDoubled whether the example of a call in the system message has two braces on either side, as in some
 *     Qwen2.5 checkpoints
 */
public record HermesDialect(String defaultSystem, Thinking thinking, boolean argumentsVerbatim, boolean bracesDoubled) {
    /** Whether a model thinks before it replies, between {@code <think>} and {@code </think>}. */
    public enum Thinking {
        NEVER,
        /** Unless the prompt holds an empty thought. */
        SWITCHABLE,
        /** In a thought that the prompt begins. */
        ALWAYS
    }

    /** Qwen2.5-Instruct and Qwen2.5-Coder-Instruct. */
    public static final HermesDialect QWEN2_5 = new HermesDialect(
            "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.", Thinking.NEVER, false, false);

    /** Qwen3. */
    public static final HermesDialect QWEN3 = new HermesDialect("", Thinking.SWITCHABLE, true, false);

    /** Qwen3-Thinking-2507. */
    public static final HermesDialect QWEN3_THINKING = new HermesDialect("", Thinking.ALWAYS, true, false);

    /** Qwen3-Instruct-2507. */
    public static final HermesDialect QWEN3_INSTRUCT = new HermesDialect("", Thinking.NEVER, true, false);

    /** A whole message in the template's text. */
    private static final Pattern DEFAULT_SYSTEM = Pattern.compile("<\\|im_start\\|>system\n([^'\"<]+)<\\|im_end\\|>");

    private static final Pattern DOUBLED_BRACES = Pattern.compile("\\{\\{\\\\?\"name\\\\?\": <function-name>");
    private static final Pattern BEGUN_THOUGHT = Pattern.compile("assistant\n<think>\n['\"]");

    /**
     * The dialect of a published {@code chat_template}, by what stands in its text; it is not executed.
     *
     * @return empty if it knows no calls in {@code <tool_call>}
     */
    public static Optional<HermesDialect> of(String template) {
        if (!template.contains("<tool_call>")) {
            return Optional.empty();
        }
        String text = template.replace("\\n", "\n");
        Matcher system = DEFAULT_SYSTEM.matcher(text);
        String defaultSystem = system.find() ? system.group(1).replace("\\\\", "\\") : "";
        return Optional.of(new HermesDialect(
                defaultSystem,
                thinking(text),
                text.contains("arguments is string"),
                DOUBLED_BRACES.matcher(text).find()));
    }

    private static Thinking thinking(String template) {
        if (template.contains("enable_thinking")) {
            return Thinking.SWITCHABLE;
        }
        return BEGUN_THOUGHT.matcher(template).find() ? Thinking.ALWAYS : Thinking.NEVER;
    }
}
