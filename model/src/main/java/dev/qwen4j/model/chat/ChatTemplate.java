package dev.qwen4j.model.chat;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import java.util.List;

/** Turns a conversation into the prompt a chat model was trained on. Pure and thread-safe. */
public interface ChatTemplate {
    /**
     * The conversation, followed by the opening of the assistant's next turn. Text that is to stand at the beginning of
     * that turn is added with {@link Prompt#plus}.
     *
     * @throws IllegalArgumentException if {@code messages} is empty, or their order or kind is nothing the model was
     *     trained on; the message says where
     */
    Prompt render(List<Message> messages);
}
