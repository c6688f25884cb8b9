package dev.qwen4j.service.cli;

import dev.qwen4j.model.hub.PullListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows how a pull goes on: a bar for each file on a terminal, a line at its start and end elsewhere. */
final class PullProgress implements PullListener {
    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private final boolean bars;
    private long startedNanos;
    private long startedAt;
    private long drawnNanos;

    PullProgress(PrintStream out, boolean bars) {
        this.out = out;
        this.bars = bars;
    }

    @Override
    public void started(String file, long present, long size) {
        startedNanos = System.nanoTime();
        startedAt = present;
        drawnNanos = startedNanos - REDRAW_NANOS;
        if (!bars) {
            out.print(file + ": " + Bytes.text(size)
                    + (present > 0 ? ", of which " + Bytes.text(present) + " are there" : "") + "\n");
        }
    }

    @Override
    public void progressed(String file, long received, long size) {
        long now = System.nanoTime();
        if (bars && now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            out.print("\r" + bar(file, received, size, received - startedAt, now - startedNanos) + "\033[K");
            out.flush();
        }
    }

    @Override
    public void finished(String file, long size) {
        out.print((bars ? "\r\033[K" : "") + file + ": done, " + Bytes.text(size) + "\n");
    }

    @Override
    public void waiting(String file) {
        out.print(file + ": another process fetches it, waiting\n");
    }

    @Override
    public void retrying(String reason, Duration pause) {
        out.print((bars ? "\r\033[K" : "") + reason + "; trying again in "
                + String.format(Locale.ROOT, "%.1f", pause.toMillis() / 1000.0) + " s\n");
    }

    /**
     * One line: name, bar, share, sizes, speed and the time that the rest takes at that speed.
     *
     * @param fresh bytes received in the last {@code nanos}
     */
    static String bar(String file, long received, long size, long fresh, long nanos) {
        double bytesPerSecond = nanos > 0 && fresh > 0 ? fresh * 1e9 / nanos : 0;
        String rest = bytesPerSecond == 0
                ? ""
                : ", " + Bytes.text((long) bytesPerSecond) + "/s, "
                        + clock((long) Math.ceil((size - received) / bytesPerSecond)) + " left";
        return file + " " + ProgressBar.bar(received, size) + ", " + Bytes.text(received) + " of " + Bytes.text(size)
                + rest;
    }

    private static String clock(long seconds) {
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
