package dev.qwen4j.interpreter;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What one cell has printed so far. Passed on as it comes, kept up to a limit whatever the worker sends. */
final class CellText {
    private final long limitBytes;
    private final Consumer<String> onOutput;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private long droppedBytes;

    CellText(long limitBytes, Consumer<String> onOutput) {
        this.limitBytes = limitBytes;
        this.onOutput = onOutput;
    }

    void add(String part) {
        long length = part.getBytes(StandardCharsets.UTF_8).length;
        if (bytes + length > limitBytes) {
            droppedBytes += length;
            return;
        }
        bytes += length;
        text.append(part);
        onOutput.accept(part);
    }

    /** For what the worker itself held back. */
    void addDropped(long count) {
        droppedBytes += count;
    }

    @Override
    public String toString() {
        return droppedBytes == 0 ? text.toString() : text + "\n[" + droppedBytes + " more bytes of output left out]";
    }
}
