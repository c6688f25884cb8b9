package dev.qwen4j.model.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast this machine reads memory, which is how fast a model can at best decode: each token reads all weights once.
 *
 * <p>Threads, as many as the engine uses, add up the numbers in a buffer of 512 MiB, or of half the Java heap if that is
 * less; the best of several sweeps counts. The buffer is far larger than usual caches, and a sweep only reads. A plain C
 * program of the same kind, with vector instructions, reaches the same; a matrix product that reads ahead better may
 * reach more.
 */
public final class MemoryBandwidth {
    private static final int LARGEST = 1 << 26;
    private static final int SWEEPS = 20;

    private MemoryBandwidth() {}

    /** Bytes in a second, read by this many threads. */
    public static double measure(int threads) throws InterruptedException {
        return measure(threads, (int) Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 2 / Long.BYTES));
    }

    /** The same with a buffer of this many numbers of 8 bytes. */
    static double measure(int threads, int numbers) throws InterruptedException {
        long[] buffer = new long[numbers];
        Arrays.fill(buffer, 1); // what was never written is not in memory
        double best = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < SWEEPS; i++) {
                best = Math.max(best, sweep(buffer, threads, executor));
            }
        }
        return best;
    }

    private static double sweep(long[] buffer, int threads, ExecutorService executor) throws InterruptedException {
        int share = buffer.length / threads;
        List<Callable<Long>> sums = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int from = i * share;
            sums.add(() -> sum(buffer, from, share));
        }
        long start = System.nanoTime();
        List<Future<Long>> results = executor.invokeAll(sums);
        double seconds = (System.nanoTime() - start) / 1e9;
        int quarters = share / 4 * 4;
        requireSum(results, (long) quarters * threads); // also, the sums are needed, so none is optimized away
        return (double) quarters * threads * Long.BYTES / seconds;
    }

    /** Four places at once keep more reads under way than one, which memory needs to be busy. */
    private static long sum(long[] buffer, int from, int count) {
        int quarter = count / 4;
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = from; i < from + quarter; i++) {
            a += buffer[i];
            b += buffer[i + quarter];
            c += buffer[i + 2 * quarter];
            d += buffer[i + 3 * quarter];
        }
        return a + b + c + d;
    }

    private static void requireSum(List<Future<Long>> results, long expected) throws InterruptedException {
        long sum = 0;
        for (Future<Long> result : results) {
            try {
                sum += result.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a sweep failed", e);
            }
        }
        if (sum != expected) {
            throw new IllegalStateException("a sweep must add up to " + expected + " but came to " + sum);
        }
    }
}
