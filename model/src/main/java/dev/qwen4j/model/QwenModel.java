package dev.qwen4j.model;

import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.CheckpointFormat;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.Batcher;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.decode.InferenceThread;
import dev.qwen4j.model.decode.PrefixCache;
import dev.qwen4j.model.decode.Scoring;
import dev.qwen4j.model.decode.Timing;
import dev.qwen4j.model.decode.TokenRules;
import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.tokenizer.QwenTokenizer;
import dev.qwen4j.model.tokenizer.Tokenizer;
import dev.qwen4j.model.transformer.MachineMemory;
import dev.qwen4j.model.transformer.NativeEngine;
import dev.qwen4j.model.transformer.Transformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Qwen checkpoint, loaded and running in this JVM. */
public final class QwenModel implements LanguageModel {
    /** Tokens to guess where that costs little: with the one before them half of the rows of the quickest kernels. */
    private static final int DRAFTS = 3;

    /** Which part of the free memory the prefix cache gets unless told otherwise. */
    private static final int PART_OF_FREE_MEMORY = 8;

    /** A revision in the cache of a hub. */
    private static final Pattern CACHED = Pattern.compile("/models--([^/]+)/snapshots/[^/]+$");

    private final String name;
    private final Architecture architecture;
    private final int contextLength;
    private final int trainedLength;
    private final GenerationConfig defaults;
    private final int prefillChunk;
    private final PrefixCache prefixes;
    private final Tokenizer tokenizer;
    private final FunctionFormat format;
    private final ForwardPass forwardPass;
    private final InferenceThread thread;
    private final Batcher batcher;

    private QwenModel(
            String name,
            Checkpoint checkpoint,
            QwenOptions options,
            QwenTokenizer tokenizer,
            FunctionFormat format,
            ForwardPass forwardPass,
            InferenceThread thread) {
        this.name = name;
        this.architecture = checkpoint.config().architecture();
        this.contextLength = checkpoint.config().contextLength();
        this.trainedLength = Math.min(checkpoint.config().trainedLength(), contextLength);
        this.defaults = checkpoint.generationConfig().withThinkingBudget(options.thinkingBudget());
        Set<Integer> endTokens = Stream.of(checkpoint.endTokens(), tokenizer.endTokens())
                .flatMap(Set::stream)
                .collect(Collectors.toUnmodifiableSet());
        this.prefillChunk = options.prefillChunk();
        this.prefixes = new PrefixCache(forwardPass, prefixCacheBytes(options, forwardPass));
        this.tokenizer = tokenizer;
        this.format = format;
        this.forwardPass = forwardPass;
        this.thread = thread;
        this.batcher = new Batcher(
                thread,
                forwardPass,
                prefixes,
                new TokenRules(tokenizer, endTokens, new TokenMasks(tokenizer, endTokens)),
                prefillChunk,
                draftTokens(options, forwardPass),
                options.batching());
    }

    /**
     * Loads the checkpoint in {@code folder} (Hugging Face layout): {@code config.json}, {@code generation_config.json},
     * safetensors weights and {@code qwen.tiktoken}.
     *
     * @throws ModelException if the folder does not hold a usable checkpoint; the message names the file
     * @throws IllegalArgumentException if {@code options} does not fit the checkpoint
     */
    public static QwenModel open(Path folder, QwenOptions options) {
        return open(folder, options, LoadingListener.SILENT);
    }

    /** The same, and {@code listener} is told how far the weights are loaded. */
    public static QwenModel open(Path folder, QwenOptions options, LoadingListener listener) {
        return open(nameOf(folder), folder, options, listener);
    }

    /** Loads the demo checkpoint that is part of this library. */
    public static QwenModel openEmbedded(QwenOptions options) {
        return open("qwen4j-demo", EmbeddedCheckpoint.folder(), options);
    }

    /**
     * Loads the checkpoint in {@code folder} under a name of the caller's choice, as {@link #open(Path, QwenOptions)}.
     *
     * @param name what {@link #name} says
     */
    public static QwenModel open(String name, Path folder, QwenOptions options) {
        return open(name, folder, options, LoadingListener.SILENT);
    }

    /** The same, and {@code listener} is told how far the weights are loaded. */
    public static QwenModel open(String name, Path folder, QwenOptions options, LoadingListener listener) {
        return opened(
                name, folder, options, (checkpoint, tokenizer) -> Transformer.load(checkpoint, options, listener));
    }

    /**
     * The checkpoint in {@code folder} without its weights: its tokenizer, its template and its settings, while the logits
     * come from elsewhere, as in tests from a {@link dev.qwen4j.model.testing.ScriptedForwardPass}.
     *
     * @param forwardPass makes it for the checkpoint's tokenizer; the model closes it
     * @throws ModelException if the folder does not hold a usable checkpoint; the message names the file
     */
    public static QwenModel over(Path folder, Function<Tokenizer, ForwardPass> forwardPass) {
        return opened(
                nameOf(folder), folder, QwenOptions.DEFAULT, (checkpoint, tokenizer) -> forwardPass.apply(tokenizer));
    }

    /** The name under which a folder of a hub's cache was pulled; of any other folder its last part. */
    private static String nameOf(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        Matcher cached = CACHED.matcher(absolute.toString().replace('\\', '/'));
        if (cached.find()) {
            return cached.group(1).replace("--", "/");
        }
        Path last = absolute.getFileName();
        return last == null ? "qwen" : last.toString();
    }

    /** Makes what turns tokens into logits. */
    private interface Loader {
        ForwardPass load(Checkpoint checkpoint, Tokenizer tokenizer);
    }

    private static QwenModel opened(String name, Path folder, QwenOptions options, Loader loader) {
        InferenceThread thread = new InferenceThread();
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            QwenTokenizer tokenizer = QwenTokenizer.load(folder);
            FunctionFormat format =
                    CheckpointFormat.of(folder, checkpoint.config().architecture(), tokenizer.controlTokens());
            // On the inference thread from the start: the engine keeps settings for each thread.
            ForwardPass forwardPass = thread.call(cancelled -> loader.load(checkpoint, tokenizer));
            return new QwenModel(name, checkpoint, options, tokenizer, format, forwardPass, thread);
        } catch (InterruptedException e) {
            thread.close();
            Thread.currentThread().interrupt();
            throw new ModelException("loading was interrupted", e);
        } catch (RuntimeException e) {
            thread.close();
            throw e;
        }
    }

    private static int draftTokens(QwenOptions options, ForwardPass forwardPass) {
        if (options.draftTokens() != QwenOptions.WHERE_IT_PAYS) {
            return options.draftTokens();
        }
        return forwardPass instanceof Transformer transformer && transformer.readsFewAsQuicklyAsOne() ? DRAFTS : 0;
    }

    private static long prefixCacheBytes(QwenOptions options, ForwardPass forwardPass) {
        if (options.prefixCacheBytes() != QwenOptions.BY_FREE_MEMORY) {
            return options.prefixCacheBytes();
        }
        MachineMemory memory =
                forwardPass instanceof Transformer transformer ? transformer.memory() : MachineMemory.now();
        return memory.availableBytes() / PART_OF_FREE_MEMORY;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChatTemplate chatTemplate() {
        return messages -> format.render(Conversation.of(messages));
    }

    @Override
    public FunctionFormat functionFormat() {
        return format;
    }

    @Override
    public boolean followsGrammars() {
        return true;
    }

    @Override
    public boolean tellsLogprobs() {
        return true;
    }

    @Override
    public GenerationConfig defaults() {
        return defaults;
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    /** Tokens up to which no trick is needed to go on; at most {@link #contextLength()}. */
    public int trainedLength() {
        return trainedLength;
    }

    /**
     * The arithmetic that was chosen, never {@link Precision#AUTO}; none if this model runs {@link #over} something else.
     */
    public Optional<Precision> precision() {
        return forwardPass instanceof Transformer transformer ? Optional.of(transformer.precision()) : Optional.empty();
    }

    /** What this model runs on; none if it runs {@link #over} something else. */
    public Optional<NativeEngine> engine() {
        return forwardPass instanceof Transformer transformer ? Optional.of(transformer.engine()) : Optional.empty();
    }

    /** The family of decoders that this model is of. */
    public Architecture architecture() {
        return architecture;
    }

    /**
     * Bytes that writing a token reads from memory, weights and cache, when {@code position} tokens come before it; none
     * if this model runs {@link #over} something else.
     */
    public OptionalLong bytesPerToken(int position) throws InterruptedException {
        return forwardPass instanceof Transformer transformer
                ? OptionalLong.of(thread.call(cancelled -> transformer.bytesPerToken(position)))
                : OptionalLong.empty();
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public int countTokens(Prompt prompt) {
        return tokenizer.encode(prompt).length;
    }

    @Override
    public int waitingCalls() {
        return batcher.waitingRequests();
    }

    @Override
    public Duration stalled() {
        return thread.hasDied() ? Duration.ofSeconds(Long.MAX_VALUE) : batcher.stalled();
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        int[] tokens = tokenizer.encode(prompt);
        if (tokens.length == 0) {
            throw new IllegalArgumentException("prompt must hold at least one token");
        }
        if (tokens.length >= contextLength) {
            throw new PromptTooLongException(tokens.length, contextLength);
        }
        GenerationConfig fitting =
                config.withMaxNewTokens(Math.min(config.maxNewTokens(), contextLength - tokens.length));
        return batcher.complete(tokens, fitting, onText);
    }

    /**
     * How probable a sequence is to this model: for every position the probability of the token that follows, and the
     * most probable ones.
     *
     * @param tokens ids, at least one and at most {@link #contextLength()}
     * @param top how many of the most probable next tokens to name
     * @throws IllegalArgumentException if {@code tokens} is empty, too long or holds an id without an embedding
     */
    public List<TokenScore> score(int[] tokens, int top) throws InterruptedException {
        if (tokens.length == 0 || tokens.length > contextLength) {
            throw new IllegalArgumentException(
                    "tokens must be 1 to " + contextLength + " ids but are " + tokens.length);
        }
        return thread.call(cancelled -> Scoring.score(forwardPass, tokens, top, cancelled));
    }

    /**
     * How well this model predicts a text. Each window goes through the model as a prompt of its own, so what depends on
     * a prompt's length (dynamic NTK) depends on the window's. Sums are float64.
     *
     * @param tokens ids, at least two
     * @param windowLength in tokens, 2 to {@link #contextLength()}; a text that has fewer is one window
     * @param onWindow receives the perplexity so far after each window, on the inference thread
     * @throws IllegalArgumentException if there are too few tokens, the window is too short or too long, or an id has no
     *     embedding
     */
    public Perplexity perplexity(int[] tokens, int windowLength, Consumer<Perplexity> onWindow)
            throws InterruptedException {
        if (tokens.length < 2) {
            throw new IllegalArgumentException(
                    "tokens must be at least 2, of which one is predicted, but are " + tokens.length);
        }
        if (windowLength < 2 || windowLength > contextLength) {
            throw new IllegalArgumentException(
                    "windowLength must be 2 to " + contextLength + " tokens but is " + windowLength);
        }
        return thread.call(cancelled -> Scoring.perplexity(forwardPass, tokens, windowLength, cancelled, onWindow));
    }

    /**
     * How fast this model reads and writes: prompts of random tokens, followed by greedy choices that never end, after a
     * run that does not count.
     *
     * @param streams prompts that are answered together, at least 1
     * @param promptTokens at least 1
     * @param generatedTokens at least 1; together at most {@link #contextLength()}
     * @param repetitions at least 1
     * @param seed of the random tokens
     * @param onRun receives each measurement as it is made, on the inference thread
     * @return one for each repetition
     */
    public List<Speed> speed(
            int streams, int promptTokens, int generatedTokens, int repetitions, long seed, Consumer<Speed> onRun)
            throws InterruptedException {
        if (promptTokens < 1 || generatedTokens < 1 || generatedTokens > contextLength - promptTokens) {
            throw new IllegalArgumentException("promptTokens and generatedTokens must be at least 1, together at most "
                    + contextLength + ", but are " + promptTokens + " and " + generatedTokens);
        }
        if (streams < 1 || repetitions < 1) {
            throw new IllegalArgumentException(
                    "streams and repetitions must be at least 1 but are " + streams + " and " + repetitions);
        }
        return thread.call(cancelled -> new Timing(forwardPass, prefillChunk, streams, cancelled)
                .run(promptTokens, generatedTokens, repetitions, seed, onRun));
    }

    /**
     * Waits for the calls that are running, refuses those that wait, and frees the weights and what is kept of prompts.
     */
    @Override
    public void close() {
        batcher.close();
        thread.close();
        prefixes.close();
        forwardPass.close();
    }
}
