package dev.qwen4j.model;

import dev.qwen4j.model.chat.ChatTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A Qwen checkpoint, loaded and running in this JVM. */
public final class QwenModel implements LanguageModel {
    /** One position of a scored sequence; probabilities are natural logarithms. */
    public record TokenScore(
            int position,
            int token,
            @org.jspecify.annotations.Nullable Double nextLogprob,
            List<Candidate> top) {}

    /** A possible next token. */
    public record Candidate(int id, double logprob) {}

    /**
     * Loads the checkpoint in {@code folder} (Hugging Face layout).
     *
     * @throws ModelException if the folder does not hold a usable checkpoint; the message names the file
     */
    public static QwenModel open(Path folder, Precision precision) {
        throw new UnsupportedOperationException();
    }

    /** Loads the demo checkpoint that is part of this library. */
    public static QwenModel openEmbedded(Precision precision) {
        throw new UnsupportedOperationException();
    }

    /** For every position of {@code tokens}: the probability of the token that follows, and the {@code top} most probable ones. */
    public List<TokenScore> score(int[] tokens, int top) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChatTemplate chatTemplate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GenerationConfig defaults() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int contextLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int countTokens(Prompt prompt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
