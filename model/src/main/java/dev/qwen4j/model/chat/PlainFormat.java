package dev.qwen4j.model.chat;

import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import java.util.List;

/**
 * The format of a model that knows no functions: what it writes is the answer, as it stands.
 *
 * @param template frames the messages
 */
public record PlainFormat(ChatTemplate template) implements FunctionFormat {
    /** @throws UnsupportedOperationException if there are functions, calls or results */
    @Override
    public Prompt render(Conversation conversation) {
        if (!conversation.offered().isEmpty()
                || conversation.messages().stream().anyMatch(PlainFormat::calls)) {
            throw new UnsupportedOperationException(
                    "this model has no format of its own for functions: use one that any chat model can follow, as"
                            + " ReActFormat of the module qwen4j-agent");
        }
        return template.render(conversation.messages());
    }

    private static boolean calls(Message message) {
        return switch (message) {
            case Message.System system -> false;
            case Message.User user -> false;
            case Message.Assistant assistant -> !assistant.calls().isEmpty();
            case Message.FunctionResult result -> true;
        };
    }

    @Override
    public List<String> stopWords(Conversation conversation) {
        return List.of();
    }

    @Override
    public ReplyReader reader(Conversation conversation, ReplyReader.Listener listener) {
        StringBuilder text = new StringBuilder();
        return new ReplyReader() {
            @Override
            public void read(String piece) {
                text.append(piece);
                listener.content(piece);
            }

            @Override
            public Reply finish(FinishReason reason) {
                return new Reply(text.toString(), "", List.of(), "");
            }
        };
    }
}
