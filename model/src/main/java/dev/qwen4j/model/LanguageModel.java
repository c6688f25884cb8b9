package dev.qwen4j.model;

import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.PlainFormat;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Something that continues text. The port between whoever needs words and whatever runs the weights.
 *
 * <p>Safe for use by several threads at once; calls may wait for each other.
 */
public interface LanguageModel extends AutoCloseable {
    /** What a user would call this model, for example {@code Qwen-7B-Chat}. */
    String name();

    /** Turns a conversation into the prompt format this model was trained on. */
    ChatTemplate chatTemplate();

    /**
     * How this model is told of functions and asks for them. A model that was not trained on a format of its own gets
     * one for plain chat, which refuses functions and says what to use instead.
     */
    default FunctionFormat functionFormat() {
        return new PlainFormat(chatTemplate());
    }

    /**
     * Whether {@link #complete} writes nothing but what {@link GenerationConfig#grammar} allows. Where this is false,
     * grammars are of no use.
     */
    default boolean followsGrammars() {
        return false;
    }

    /** Whether {@link #complete} tells {@link GenerationConfig#logprobs}. Where this is false, nobody is told. */
    default boolean tellsLogprobs() {
        return false;
    }

    /** What {@code generation_config.json} asks for; the starting point for a caller's own settings. */
    GenerationConfig defaults();

    /** Greatest number of tokens, prompt and completion together, that one call may hold. */
    int contextLength();

    /** Number of tokens that {@code prompt} becomes. */
    int countTokens(Prompt prompt);

    /** Calls of {@link #complete} that wait for others before the model works on them. */
    default int waitingCalls() {
        return 0;
    }

    /**
     * For how long the engine has shown no progress on calls that it works on: zero where there are none, and for ever
     * once it cannot work any more. Long silence means that the process should be started again.
     */
    default Duration stalled() {
        return Duration.ZERO;
    }

    /**
     * Continues {@code prompt} until a stop word, an end token or a limit. Blocks; to cancel, interrupt the calling
     * thread: generation ends before the next token.
     *
     * @param onText receives the completion's text piece by piece as it is generated, on the inference thread, so it
     *     must return quickly; no piece splits a character, and the pieces joined are {@link Completion#text()}
     * @throws InterruptedException if the calling thread was interrupted; generation has stopped when this is thrown
     * @throws PromptTooLongException if {@code prompt} leaves no room in the {@link #contextLength() context}
     * @throws QueueFullException if too many calls wait already
     * @throws ModelException if the engine failed
     */
    Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText) throws InterruptedException;

    @Override
    void close();
}
