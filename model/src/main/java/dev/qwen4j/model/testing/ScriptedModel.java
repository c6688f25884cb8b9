package dev.qwen4j.model.testing;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.TokenLogprob;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.grammar.Grammar;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Replays completions instead of running weights, so that tests of everything around a model are fast and exact. Texts
 * stream code point by code point and end at the caller's stop words and token limit (a code point counts as a token),
 * as a real model's do; one that the caller's grammar does not allow is an error.
 */
public final class ScriptedModel implements LanguageModel {
    private static final int CONTEXT_LENGTH = 8192;

    private final Queue<String> script = new ArrayDeque<>();
    private final List<Prompt> prompts = Collections.synchronizedList(new ArrayList<>());
    private final Duration delayPerToken;

    /** Replays {@code completions}, one for each call, in order. */
    public ScriptedModel(String... completions) {
        this(Duration.ZERO, completions);
    }

    /** The same at a chosen speed. */
    public ScriptedModel(Duration delayPerToken, String... completions) {
        this.delayPerToken = delayPerToken;
        script.addAll(List.of(completions));
    }

    /** The prompts received so far, oldest first. */
    public List<Prompt> prompts() {
        return List.copyOf(prompts);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public ChatTemplate chatTemplate() {
        return new ChatMl();
    }

    @Override
    public boolean tellsLogprobs() {
        return true;
    }

    @Override
    public GenerationConfig defaults() {
        return GenerationConfig.GREEDY;
    }

    @Override
    public int contextLength() {
        return CONTEXT_LENGTH;
    }

    @Override
    public int countTokens(Prompt prompt) {
        return prompt.display().codePointCount(0, prompt.display().length());
    }

    /** @throws IllegalStateException if the script is at its end, or has what the caller's grammar does not allow */
    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        prompts.add(prompt);
        String text;
        synchronized (script) {
            text = script.poll();
        }
        if (text == null) {
            throw new IllegalStateException("the script has no completion left for call " + prompts.size());
        }
        FinishReason reason = FinishReason.END_OF_TEXT;
        int end = text.length();
        for (String stopWord : config.stopWords()) {
            int at = text.indexOf(stopWord);
            if (at >= 0 && at < end) {
                end = at;
                reason = FinishReason.STOP_WORD;
            }
        }
        int tokens = 0;
        int position = 0;
        while (position < end) {
            if (tokens == config.maxNewTokens()) {
                reason = FinishReason.LENGTH;
                break;
            }
            pause();
            int next = text.offsetByCodePoints(position, 1);
            tell(config.logprobs(), text.codePointAt(position));
            onText.accept(text.substring(position, next));
            position = next;
            tokens++;
        }
        requireAllowed(config.grammar(), text.substring(0, position), reason);
        return new Completion(text.substring(0, position), reason, new Usage(countTokens(prompt), tokens));
    }

    /** What is scripted is certain. */
    private static void tell(@Nullable Logprobs logprobs, int codePoint) {
        if (logprobs != null) {
            byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            List<Integer> unsigned = IntStream.range(0, bytes.length)
                    .mapToObj(i -> bytes[i] & 0xff)
                    .toList();
            var token = new TokenLogprob.Candidate(codePoint, unsigned, 0);
            logprobs.listener().accept(new TokenLogprob(token, logprobs.top() > 0 ? List.of(token) : List.of()));
        }
    }

    /** Sleeping for no time at all would still hand the processor to whoever wants it. */
    private void pause() throws InterruptedException {
        if (!delayPerToken.isZero()) {
            Thread.sleep(delayPerToken);
        } else if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while writing");
        }
    }

    private static void requireAllowed(@Nullable Grammar grammar, String text, FinishReason reason) {
        boolean allowed = grammar == null
                || (reason == FinishReason.END_OF_TEXT ? grammar.matches(text) : grammar.matchesBeginning(text));
        if (!allowed) {
            throw new IllegalStateException(
                    "the script has a completion that no model could write under this grammar: " + text);
        }
    }

    @Override
    public void close() {}
}
