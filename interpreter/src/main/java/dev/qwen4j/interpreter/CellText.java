package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import java.nio.charset.StandardCharsets;

/** What one cell has printed and shown so far. Passed on as it comes, kept up to limits whatever the worker sends. */
final class CellText {
    /** Of base64 or text. A page of plots, not a film. */
    private static final long SHOWN_LIMIT = 16 << 20;

    private final long limitBytes;
    private CellListener listener;
    private final StringBuilder text = new StringBuilder();
    private long bytes;
    private long shownBytes;
    private long droppedBytes;
    private long droppedDisplays;

    CellText(long limitBytes, CellListener listener) {
        this.limitBytes = limitBytes;
        this.listener = listener;
    }

    void add(Message.Output output) {
        long length = output.text().getBytes(StandardCharsets.UTF_8).length;
        if (bytes + length > limitBytes) {
            droppedBytes += length;
            return;
        }
        bytes += length;
        text.append(output.text());
        if (output.error()) {
            listener.error(output.text());
        } else {
            listener.output(output.text());
        }
    }

    void add(Message.Shown shown) {
        shownBytes += shown.data().length();
        if (shownBytes > SHOWN_LIMIT) {
            droppedDisplays++;
        } else {
            listener.display(new Display(shown.mimeType(), shown.data()));
        }
    }

    /** Nobody is told any more. */
    void mute() {
        listener = part -> {};
    }

    /** For what the worker itself held back. */
    void addDropped(long count) {
        droppedBytes += count;
    }

    /** The text, with a note of what is missing. */
    @Override
    public String toString() {
        return text
                + (droppedBytes == 0 ? "" : "\n[" + droppedBytes + " more bytes of output left out]")
                + (droppedDisplays == 0 ? "" : "\n[" + droppedDisplays + " more pictures left out]");
    }
}
