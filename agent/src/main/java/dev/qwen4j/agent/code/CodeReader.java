package dev.qwen4j.agent.code;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an explanation and the code after it. The listener is told of them at the end. */
final class CodeReader implements Protocol.Reader {
    private static final Pattern FENCED =
            Pattern.compile("```(?:python|py)?[ \\t]*\\R(.*?)(?:\\R?```|\\z)", Pattern.DOTALL);
    private static final Pattern FENCES = Pattern.compile("```(?:python|py)?");

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_]\\w*)[ \\t]*=(?!=)");

    /** How a line begins that goes on with the statement before it. */
    private static final String CONTINUING = " \t)]}#";

    private final CodeMode mode;
    private final String givenUp;
    private final String tool;
    private final Protocol.Listener listener;
    private final StringBuilder text = new StringBuilder();

    /**
     * @param givenUp how a text begins that has no code
     * @param tool what runs the code
     */
    CodeReader(CodeMode mode, String givenUp, String tool, Protocol.Listener listener) {
        this.mode = mode;
        this.givenUp = givenUp;
        this.tool = tool;
        this.listener = listener;
    }

    @Override
    public void read(String piece) {
        text.append(piece);
    }

    @Override
    public Step finish(FinishReason reason) {
        String written = text.toString().strip();
        if (written.startsWith(givenUp)) {
            listener.answer(written);
            return new Step.FinalAnswer("", written, written);
        }
        return mode == CodeMode.RUN ? task(written, reason) : chat(written, reason);
    }

    /** As in run mode: an explanation, {@code Answer:}, the code. */
    private Step task(String written, FinishReason reason) {
        String[] parts = written.split("Answer:", -1);
        if (parts.length != 2) {
            return malformed("", "write the explanation, 'Answer:' once, and the code after it", written);
        }
        String explanation = "I will use the following " + parts[0].strip();
        Matcher fenced = FENCED.matcher(parts[1]);
        String code = fenced.find() ? fenced.group(1) : FENCES.matcher(parts[1]).replaceAll("");
        return action(explanation, code, written, reason);
    }

    /** As in chat mode: what stands before the first fenced block explains it; without a block all is the answer. */
    private Step chat(String written, FinishReason reason) {
        Matcher fenced = FENCED.matcher(written);
        if (!fenced.find()) {
            listener.answer(written);
            return new Step.FinalAnswer("", written, written);
        }
        return action(written.substring(0, fenced.start()).strip(), fenced.group(1), written, reason);
    }

    private Step action(String explanation, String code, String written, FinishReason reason) {
        if (reason == FinishReason.LENGTH && !written.endsWith("```")) {
            return malformed(explanation, "the code was too long and has been cut off: write less", written);
        }
        if (code.isBlank()) {
            return malformed(explanation, "there is no code: write Python that does the task", written);
        }
        listener.thought(explanation);
        String input = JsonNodeFactory.instance
                .objectNode()
                .put("code", withResult(code.strip()))
                .toString();
        return new Step.Action(explanation, tool, input, written);
    }

    private Step malformed(String explanation, String complaint, String written) {
        listener.thought(explanation);
        return new Step.Malformed(explanation, complaint, written);
    }

    /** The result of code is the value that its last statement gives a name to; it need not print it. */
    static String withResult(String code) {
        String[] lines = code.split("\n", -1);
        for (int i = lines.length - 1; i >= 0; i--) {
            String line = lines[i];
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.lookingAt()) {
                return code + "\nprint(" + assignment.group(1) + ")";
            }
            if (!line.isBlank() && CONTINUING.indexOf(line.charAt(0)) < 0) {
                return code;
            }
        }
        return code;
    }
}
