package dev.qwen4j.model.decode;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.tokenizer.StreamingDecoder;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one request has written, until it ends. */
final class Output {
    private final Tokenizer tokenizer;
    private final StreamingDecoder decoder;
    private final Thought thought;
    private final StopWords stopWords;
    private final int maxNewTokens;
    private final Consumer<String> onText;
    private final @Nullable ShownTokens shown;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> written = new ArrayList<>();
    private int decoded;
    private int tokens;
    private int forcedTokens;
    private @Nullable FinishReason reason;

    /** @param prompt in which a thought may begin */
    Output(Tokenizer tokenizer, int[] prompt, GenerationConfig config, Consumer<String> onText) {
        this.tokenizer = tokenizer;
        this.decoder = new StreamingDecoder(tokenizer);
        this.thought = new Thought(tokenizer, prompt);
        this.stopWords = new StopWords(config.stopWords());
        this.maxNewTokens = config.maxNewTokens();
        this.onText = onText;
        Logprobs logprobs = config.logprobs();
        this.shown = logprobs == null ? null : new ShownTokens(logprobs, tokenizer);
    }

    boolean isOpen() {
        return reason == null;
    }

    /** Whether somebody is to be told how probable each token was. */
    boolean isScored() {
        return shown != null;
    }

    /** Takes the logits that {@code token} comes out of, before it is added. */
    void score(int token, float[] logits) {
        if (shown != null && !tokenizer.isSpecial(token)) {
            shown.score(token, logits);
        }
    }

    /**
     * Adds a token of text; a special one, which ended nothing, is not shown. Ends at a stop word or at the limit. In a
     * thought stop words do not count.
     */
    void add(int token) {
        tokens++;
        written.add(token);
        thought.accept(token);
        if (shown != null) {
            shown.add(decoded);
        }
        String piece = tokenizer.isSpecial(token) ? "" : decoder.accept(token);
        decoded += piece.length();
        if (thought.isOpen()) {
            show(stopWords.finish());
            show(piece);
        } else {
            show(stopWords.accept(piece));
        }
        if (stopWords.found()) {
            reason = FinishReason.STOP_WORD;
        } else if (tokens == maxNewTokens) {
            reason = FinishReason.LENGTH;
        }
    }

    /** The same for one that was not sampled. */
    void addForced(int token) {
        add(token);
        forcedTokens++;
    }

    /** Ends with an end token. */
    void addEnd() {
        tokens++;
        reason = FinishReason.END_OF_TEXT;
    }

    /** Ends because nothing may follow; even where that is at the limit. */
    void complete() {
        if (reason != FinishReason.STOP_WORD) {
            reason = FinishReason.END_OF_TEXT;
        }
    }

    /** Tokens that may still be added. */
    int room() {
        return maxNewTokens - tokens;
    }

    /** What came of it, once it has ended. */
    Completion finish(int promptTokens, int cachedTokens, int draftedTokens, int passes) {
        show(stopWords.accept(decoder.finish()));
        FinishReason last = stopWords.found() ? FinishReason.STOP_WORD : Objects.requireNonNull(reason);
        show(stopWords.finish());
        Usage usage = new Usage(promptTokens, tokens, cachedTokens, forcedTokens, draftedTokens, passes);
        return new Completion(text.toString(), last, usage, segment());
    }

    private Segment.Generated segment() {
        int[] ids = written.stream().mapToInt(Integer::intValue).toArray();
        return new Segment.Generated(tokenizer.decode(ids), written);
    }

    private void show(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            if (shown != null) {
                shown.show(text.length());
            }
            onText.accept(piece);
        }
    }
}
