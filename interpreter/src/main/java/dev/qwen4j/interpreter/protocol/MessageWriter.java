package dev.qwen4j.interpreter.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes messages to a stream. Safe for use by several threads. */
public final class MessageWriter {
    /** Bytes of the longest message, without its length: 16 MiB. */
    public static final int MAX_BYTES = 16 << 20;

    private final OutputStream out;

    /** The stream stays the caller's to close. */
    public MessageWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes the message and flushes.
     *
     * @throws IOException if the message is longer than {@link #MAX_BYTES}, in which case nothing was written, or if the
     *     stream is broken
     */
    public void write(Message message) throws IOException {
        byte[] body = MessageJson.encode(message);
        if (body.length > MAX_BYTES) {
            throw new ProtocolException("a message of " + body.length + " bytes is longer than " + MAX_BYTES);
        }
        byte[] frame = ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(body.length)
                .put(body)
                .array();
        synchronized (this) {
            out.write(frame);
            out.flush();
        }
    }
}
