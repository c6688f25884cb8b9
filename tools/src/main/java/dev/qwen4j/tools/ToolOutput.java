package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call gave.
 *
 * @param text what the model reads after {@code Observation:}
 * @param attachments what people are shown beside it
 * @param answer whether {@code text} is the answer to the question, so that the run ends with it and the model is not
 *     asked again
 */
public record ToolOutput(String text, List<Attachment> attachments, boolean answer) {
    public ToolOutput {
        attachments = List.copyOf(attachments);
    }

    /** Text alone. */
    public static ToolOutput of(String text) {
        return new ToolOutput(text, List.of(), false);
    }

    /** JSON, which the model reads as it is and which is attached as {@code result.json}. */
    public static ToolOutput of(JsonNode json) {
        String text = json.toString();
        return of(text).with(new Attachment("result.json", "application/json", text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same with one attachment more. */
    public ToolOutput with(Attachment attachment) {
        List<Attachment> more = new ArrayList<>(attachments);
        more.add(attachment);
        return new ToolOutput(text, more, answer);
    }

    /** The same as the answer to the question. */
    public ToolOutput asAnswer() {
        return new ToolOutput(text, attachments, true);
    }

    ToolOutput withText(String value) {
        return new ToolOutput(value, attachments, answer);
    }
}
