package dev.qwen4j.service.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes of many callers, in one transaction for all that are waiting: a commit that waits for the disk then serves all
 * of them. Whoever asks for one goes on when it is on disk. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
    private static final int AT_MOST = 256;

    private final Database database;
    private final BlockingQueue<Asked> waiting = new LinkedBlockingQueue<>();
    private final Thread writer;
    private volatile @Nullable StoreException failure;

    GroupCommit(Database database) {
        this.database = database;
        this.writer = Thread.ofPlatform().daemon().name("qwen4j-store-writer").start(this::write);
    }

    /** A write whose repetition changes nothing: it is asked for again where a first try may have failed. */
    @FunctionalInterface
    interface Write {
        /** @return whether what was asked for could be done */
        boolean on(Connection connection) throws SQLException;
    }

    private record Asked(Write write, CompletableFuture<Boolean> done) {}

    /**
     * Returns once the write is on disk.
     *
     * @return what the write returned
     * @throws StoreException if it could not be made
     */
    boolean write(Write write) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        waiting.add(new Asked(write, done));
        try {
            return done.join(); // whatever interrupts the caller: it has to know
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException cause ? cause : e;
        }
    }

    /** Why the last write failed; null if it did not. */
    @Nullable
    StoreException failure() {
        return failure;
    }

    private void write() {
        List<Asked> group = new ArrayList<>();
        try {
            while (true) {
                group.add(waiting.take());
                waiting.drainTo(group, AT_MOST - 1);
                commit(group);
                group.clear();
            }
        } catch (InterruptedException e) {
            group.addAll(waiting);
            group.forEach(asked -> asked.done().completeExceptionally(new StoreException("the store is closed", e)));
        }
    }

    private void commit(List<Asked> group) {
        try {
            commitTogether(group);
        } catch (StoreException e) {
            // One of them may be at fault for all, or the connection is gone.
            for (Asked asked : group) {
                try {
                    commitTogether(List.of(asked));
                } catch (StoreException own) {
                    failure = own;
                    asked.done().completeExceptionally(own);
                }
            }
        }
    }

    private void commitTogether(List<Asked> group) {
        List<Boolean> results = database.write(connection -> {
            List<Boolean> done = new ArrayList<>();
            for (Asked asked : group) {
                done.add(asked.write().on(connection));
            }
            return done;
        });
        failure = null;
        for (int i = 0; i < group.size(); i++) {
            group.get(i).done().complete(results.get(i));
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
