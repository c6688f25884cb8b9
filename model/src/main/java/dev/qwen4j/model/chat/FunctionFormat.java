package dev.qwen4j.model.chat;

import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.grammar.Grammar;
import java.util.List;
import java.util.Optional;

/**
 * How a family of models is told of functions, and how it asks for them: a conversation to a prompt, and what the model
 * writes to a {@link Reply}. A conversation without functions is plain chat. Thread-safe; a {@link ReplyReader} is not.
 *
 * <pre>{@code
 * ReplyReader reader = format.reader(conversation, listener);
 * Completion completion = model.complete(
 *         format.render(conversation), config.withStopWords(format.stopWords(conversation)), reader::read);
 * Reply reply = reader.finish(completion.finishReason());
 * }</pre>
 */
public interface FunctionFormat {
    /**
     * The prompt whose continuation is the reply. If a call is required, its beginning may already stand in the prompt;
     * the {@link #reader} knows.
     *
     * @throws IllegalArgumentException if the order of the messages makes no conversation; the message says where
     * @throws UnsupportedOperationException if there are functions or calls and the model has no format for them; the
     *     message says how to get one
     */
    Prompt render(Conversation conversation);

    /** Where generation has to end, besides the caller's own stop words. */
    List<String> stopWords(Conversation conversation);

    /**
     * The texts that the continuation may be, where the choice of functions or the form of the answer demands it.
     *
     * @param answer what an answer has to look like; empty for any text
     * @return empty if any text may be written, or if this format cannot hold a model to what was asked
     * @throws IllegalArgumentException if the parameters of a function that has to be called demand what cannot be
     *     enforced
     */
    default Optional<Grammar> grammar(Conversation conversation, Optional<Grammar> answer) {
        return conversation.offered().isEmpty() ? answer : Optional.empty();
    }

    /**
     * The continuations that are read as they are meant where the model may choose: an answer, or calls with arguments
     * that fit, maybe after a word.
     *
     * @return empty if this format cannot hold a model to that
     */
    default Optional<Grammar> replies(Conversation conversation) {
        return Optional.empty();
    }

    /** Reads the continuation of the prompt that {@link #render} gives for {@code conversation}. */
    ReplyReader reader(Conversation conversation, ReplyReader.Listener listener);
}
