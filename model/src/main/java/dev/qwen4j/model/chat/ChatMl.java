package dev.qwen4j.model.chat;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.Prompt.Segment.Control;
import dev.qwen4j.model.Prompt.Segment.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * ChatML as Qwen-Chat was trained on it: {@code <|im_start|>role\ncontent<|im_end|>\n} for each message, then
 * {@code <|im_start|>assistant\n}. A conversation without a system message gets the default one.
 *
 * <p>Contents lose leading line breaks and trailing white space, as in the training data. Source: {@code make_context}
 * in Qwen's {@code qwen_generation_utils.py}.
 */
public final class ChatMl implements ChatTemplate {
    public static final String DEFAULT_SYSTEM = "You are a helpful assistant.";
    public static final String IM_START = "<|im_start|>";
    public static final String IM_END = "<|im_end|>";

    private static final String ASSISTANT = "assistant";
    private static final String WITHOUT_CALLS = "messages with calls or their results need a FunctionFormat";

    @Override
    public Prompt render(List<Message> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages must not be empty");
        }
        List<Segment> segments = new ArrayList<>();
        if (!(messages.getFirst() instanceof Message.System)) {
            addTurn(segments, Message.system(DEFAULT_SYSTEM));
        }
        for (int i = 0; i < messages.size(); i++) {
            if (i > 0 && messages.get(i) instanceof Message.System) {
                throw new IllegalArgumentException(
                        "a system message must be the first message but is number " + (i + 1));
            }
            addTurn(segments, messages.get(i));
        }
        open(segments, ASSISTANT);
        return new Prompt(segments);
    }

    private static void addTurn(List<Segment> segments, Message message) {
        open(segments, role(message));
        String content = message.content().replaceFirst("^\n+", "").stripTrailing();
        if (!content.isEmpty()) {
            segments.add(new Text(content));
        }
        segments.add(new Control(IM_END));
        segments.add(new Text("\n"));
    }

    private static String role(Message message) {
        return switch (message) {
            case Message.System system -> "system";
            case Message.User user -> "user";
            case Message.Assistant assistant when assistant.calls().isEmpty() -> ASSISTANT;
            case Message.Assistant assistant -> throw new IllegalArgumentException(WITHOUT_CALLS);
            case Message.FunctionResult result -> throw new IllegalArgumentException(WITHOUT_CALLS);
        };
    }

    private static void open(List<Segment> segments, String role) {
        segments.add(new Control(IM_START));
        segments.add(new Text(role));
        segments.add(new Text("\n"));
    }
}
