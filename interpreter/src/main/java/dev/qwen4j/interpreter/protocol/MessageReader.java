package dev.qwen4j.interpreter.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads messages from a stream. For one thread. */
public final class MessageReader {
    private final InputStream in;

    /** The stream stays the caller's to close. */
    public MessageReader(InputStream in) {
        this.in = in;
    }

    /**
     * Waits for the next message.
     *
     * @return null at the end of the stream
     * @throws ProtocolException if what came is no message, or longer than {@link MessageWriter#MAX_BYTES}
     * @throws EOFException if the stream ends inside a message
     */
    public @Nullable Message read() throws IOException {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length == 0) {
            return null;
        }
        if (head.length < Integer.BYTES) {
            throw new EOFException("the stream ends inside the length of a message");
        }
        int length = ByteBuffer.wrap(head).getInt();
        if (length < 0 || length > MessageWriter.MAX_BYTES) {
            throw new ProtocolException("a message says it has " + Integer.toUnsignedString(length)
                    + " bytes, the limit is " + MessageWriter.MAX_BYTES);
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the stream ends inside a message");
        }
        return MessageJson.decode(body);
    }
}
