package dev.qwen4j.model.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share the work of their caller, who works with them. Work comes in items; whoever is free takes some
 * more of them. So nobody waits for a thread that does not get a processor, except for what it has begun.
 *
 * <p>A thread without work spins for a moment, because the next piece of a forward pass follows within microseconds, and
 * then sleeps. One caller at a time.
 */
final class ThreadTeam implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;

    /** Longer than any piece of work takes on a thread that has a processor. */
    private static final int SPINS_BEFORE_YIELD = 20_000;

    /** Pieces of work for each thread: more of them even out how fast threads are. */
    private static final int PIECES = 6;

    /** Work on the items from {@code begin} to before {@code end} in the thread {@code worker}, 0 for the caller. */
    interface Task {
        void run(int begin, int end, int worker);
    }

    private final Thread[] threads;

    /** Number of the work in the upper half, first item that nobody has taken in the lower half. */
    private final AtomicLong taken = new AtomicLong();

    /** Items that are done. */
    private final AtomicInteger done = new AtomicInteger();

    private volatile Work work = new Work(0, (begin, end, worker) -> {}, 0, 1);
    private volatile boolean closed;

    private @Nullable Throwable failure;

    private record Work(int number, Task task, int items, int grain) {
        /** Whether items of this very work are left in {@link #taken}. */
        boolean hasItems(long state) {
            return (int) (state >>> 32) == number && (int) state < items;
        }
    }

    /** @param size threads, the caller among them, at least 1 */
    ThreadTeam(int size) {
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            int worker = i + 1;
            threads[i] =
                    Thread.ofPlatform().name("qwen4j-decode-" + worker).daemon().start(() -> workUntilClosed(worker));
        }
    }

    int size() {
        return threads.length + 1;
    }

    /**
     * Returns when all items are done.
     *
     * @param fewest items that are worth a thread's attention
     */
    void run(int items, int fewest, Task task) {
        int grain = Math.max(fewest, (items + size() * PIECES - 1) / (size() * PIECES));
        if (threads.length == 0 || items <= grain) {
            task.run(0, items, 0);
            return;
        }
        Work next = new Work(work.number() + 1, task, items, grain);
        done.set(0);
        work = next;
        taken.set((long) next.number() << 32); // from here on others take items
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        share(next, 0);
        for (int spins = 0; done.get() < items; spins++) {
            if (spins < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a part of the forward pass failed", thrown);
        }
    }

    /** Takes items until there are none. */
    private void share(Work mine, int worker) {
        long state = taken.get();
        while (mine.hasItems(state)) {
            int begin = (int) state;
            int end = Math.min(begin + mine.grain(), mine.items());
            if (taken.compareAndSet(state, state + (end - begin))) {
                try {
                    mine.task().run(begin, end, worker);
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                done.addAndGet(end - begin);
            }
            state = taken.get();
        }
    }

    private void workUntilClosed(int worker) {
        long idleSince = System.nanoTime();
        while (!closed) {
            Work current = work;
            if (current.hasItems(taken.get())) {
                share(current, worker);
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                idleSince = System.nanoTime();
            }
        }
    }

    /** Ends the threads; none of them works any more when this returns. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
