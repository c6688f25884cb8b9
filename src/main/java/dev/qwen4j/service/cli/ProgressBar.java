package dev.qwen4j.service.cli;

import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Work whose end is known, as a bar on a terminal: it draws over itself, and is gone when it is closed. Work that is done
 * at once shows none; where nobody watches there is none.
 */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long PATIENCE_NANOS = Duration.ofMillis(300).toNanos();
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private final boolean watched;
    private long dueNanos = System.nanoTime() + PATIENCE_NANOS;
    private boolean drawn;

    ProgressBar(PrintStream out, boolean watched) {
        this.out = out;
        this.watched = watched;
    }

    static ProgressBar of(Terminal terminal) {
        return new ProgressBar(terminal.error(), terminal.colours());
    }

    /**
     * Loads a model under a bar; the caller closes it.
     *
     * @param folder null for the demo model
     */
    static QwenModel loading(Terminal terminal, @Nullable Path folder, QwenOptions options) {
        if (folder == null) {
            return QwenModel.openEmbedded(options); // takes no time
        }
        try (ProgressBar bar = of(terminal)) {
            return QwenModel.open(
                    folder,
                    options,
                    (layers, all) -> bar.show("Loading " + layers + " of " + all + " layers", layers, all));
        }
    }

    /** So much is done. May be called as often as one likes. */
    void show(String what, long done, long all) {
        long now = System.nanoTime();
        if (watched && now >= dueNanos) {
            dueNanos = now + REDRAW_NANOS;
            drawn = true;
            out.print("\r" + what + " " + bar(done, all) + "\033[K");
            out.flush();
        }
    }

    /** {@code [######            ] 25 %}. */
    static String bar(long done, long all) {
        double share = all == 0 ? 1 : Math.clamp((double) done / all, 0, 1);
        int filled = (int) (share * WIDTH);
        return "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + (int) (share * 100) + " %";
    }

    @Override
    public void close() {
        if (drawn) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
