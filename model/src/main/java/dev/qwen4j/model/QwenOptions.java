package dev.qwen4j.model;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to run a checkpoint: what is not the checkpoint's to say.
 *
 * @param device where the weights are and the arithmetic is done
 * @param precision arithmetic of the weights
 * @param prefillChunk tokens of a prompt that go through the model together, 1 to 8192: more is quicker up to a point,
 *     takes more memory, and makes a cancel wait longer
 * @param windows for each layer how many tokens a token sees there, itself included, and 0 for all before it; empty for
 *     what the checkpoint says
 * @param kvType form of the keys and values
 * @param prefixCacheBytes of memory for keys and values of earlier prompts, from which a prompt that begins like one of
 *     them goes on; 0 for none, {@link #BY_FREE_MEMORY} for an eighth of what is free once the weights are loaded
 * @param thinkingBudget upper bound on the tokens of a thought where a request names none; null for none
 * @param batching how requests share the model
 * @param draftTokens tokens to guess in one pass of a request, by what came after the same tokens before in its prompt or
 *     its text, 0 for none, {@link #WHERE_IT_PAYS} for 3 where four tokens take hardly longer than one; guesses never
 *     change what is written, only how soon
 * @param decode what reads the tokens of an answer
 */
public record QwenOptions(
        ComputeDevice device,
        Precision precision,
        int prefillChunk,
        List<Integer> windows,
        KvType kvType,
        long prefixCacheBytes,
        @Nullable Integer thinkingBudget,
        Batching batching,
        int draftTokens,
        Decode decode) {
    /** Leaves {@link #prefixCacheBytes} to the machine. */
    public static final long BY_FREE_MEMORY = -1;

    /** Leaves {@link #draftTokens} to the form of the weights and to what reads them. */
    public static final int WHERE_IT_PAYS = -1;

    private static final int LARGEST_CHUNK = 8192;

    private static final int MOST_DRAFTS = 64;

    /**
     * A GPU if there is one, arithmetic by the device, chunks of 512 tokens, the checkpoint's windows, float32 keys and
     * values, a prefix cache by the free memory, thoughts without a bound, guesses where they pay.
     */
    public static final QwenOptions DEFAULT = new QwenOptions(
            ComputeDevice.AUTO,
            Precision.AUTO,
            512,
            List.of(),
            KvType.FP32,
            BY_FREE_MEMORY,
            null,
            Batching.DEFAULT,
            WHERE_IT_PAYS,
            Decode.AUTO);

    public QwenOptions {
        if (prefillChunk < 1 || prefillChunk > LARGEST_CHUNK) {
            throw new IllegalArgumentException(
                    "prefillChunk must be 1 to " + LARGEST_CHUNK + " tokens but is " + prefillChunk);
        }
        if (prefixCacheBytes < BY_FREE_MEMORY) {
            throw new IllegalArgumentException("prefixCacheBytes must be 0 or more but is " + prefixCacheBytes);
        }
        if (thinkingBudget != null && thinkingBudget < 0) {
            throw new IllegalArgumentException("thinkingBudget must be 0 tokens or more but is " + thinkingBudget);
        }
        if (draftTokens < WHERE_IT_PAYS || draftTokens > MOST_DRAFTS) {
            throw new IllegalArgumentException("draftTokens must be 0 to " + MOST_DRAFTS + " but is " + draftTokens);
        }
        windows = List.copyOf(windows);
    }

    /** The same somewhere else. */
    public QwenOptions withDevice(ComputeDevice device) {
        return changed(draft -> draft.device = device);
    }

    /** The same in another arithmetic. */
    public QwenOptions withPrecision(Precision precision) {
        return changed(draft -> draft.precision = precision);
    }

    /** The same with prompts cut into other chunks. */
    public QwenOptions withPrefillChunk(int tokens) {
        return changed(draft -> draft.prefillChunk = tokens);
    }

    /** The same with other windows. */
    public QwenOptions withWindows(List<Integer> windows) {
        return changed(draft -> draft.windows = windows);
    }

    /** The same with keys and values in another form. */
    public QwenOptions withKvType(KvType type) {
        return changed(draft -> draft.kvType = type);
    }

    /** The same with another bound on what is kept of earlier prompts. */
    public QwenOptions withPrefixCacheBytes(long bytes) {
        return changed(draft -> draft.prefixCacheBytes = bytes);
    }

    /** The same with another bound on thoughts. */
    public QwenOptions withThinkingBudget(@Nullable Integer tokens) {
        return changed(draft -> draft.thinkingBudget = tokens);
    }

    /** The same shared in another way. */
    public QwenOptions withBatching(Batching batching) {
        return changed(draft -> draft.batching = batching);
    }

    /** The same with more guesses, or fewer. */
    public QwenOptions withDraftTokens(int tokens) {
        return changed(draft -> draft.draftTokens = tokens);
    }

    /** The same with the tokens of answers read by something else. */
    public QwenOptions withDecode(Decode decode) {
        return changed(draft -> draft.decode = decode);
    }

    private QwenOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** Options while one of them changes. */
    private static final class Draft {
        private ComputeDevice device;
        private Precision precision;
        private int prefillChunk;
        private List<Integer> windows;
        private KvType kvType;
        private long prefixCacheBytes;
        private @Nullable Integer thinkingBudget;
        private Batching batching;
        private int draftTokens;
        private Decode decode;

        Draft(QwenOptions options) {
            device = options.device;
            precision = options.precision;
            prefillChunk = options.prefillChunk;
            windows = options.windows;
            kvType = options.kvType;
            prefixCacheBytes = options.prefixCacheBytes;
            thinkingBudget = options.thinkingBudget;
            batching = options.batching;
            draftTokens = options.draftTokens;
            decode = options.decode;
        }

        QwenOptions finished() {
            return new QwenOptions(
                    device,
                    precision,
                    prefillChunk,
                    windows,
                    kvType,
                    prefixCacheBytes,
                    thinkingBudget,
                    batching,
                    draftTokens,
                    decode);
        }
    }
}
