package dev.qwen4j.interpreter.worker;

import dev.qwen4j.interpreter.protocol.Message;
import dev.qwen4j.interpreter.protocol.MessageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What a cell prints, sent while it runs: at once where there is much of it, otherwise a moment later, so that a loop of
 * short prints does not become a message each. Beyond the limit bytes are counted and dropped.
 */
final class CellOutput extends OutputStream {
    private static final int CHUNK_BYTES = 4096;
    private static final long DELAY_MILLIS = 20;

    private final MessageWriter writer;
    private final long limitBytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** Bytes not yet sent, from 0 to its position. */
    private final ByteBuffer pending = ByteBuffer.allocate(CHUNK_BYTES);

    private long cell;
    private long keptBytes;
    private long droppedBytes;

    CellOutput(MessageWriter writer, long limitBytes) {
        this.writer = writer;
        this.limitBytes = limitBytes;
        Thread sender = new Thread(this::sendLater, "output");
        sender.setDaemon(true);
        sender.start();
    }

    synchronized void begin(long newCell) {
        cell = newCell;
        keptBytes = 0;
        droppedBytes = 0;
        pending.clear();
        decoder.reset();
    }

    /**
     * Sends what is left.
     *
     * @return how many bytes of this cell were dropped
     */
    synchronized long end() throws IOException {
        send(true);
        return droppedBytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        int kept = (int) Math.min(length, limitBytes - keptBytes);
        keptBytes += kept;
        droppedBytes += length - kept;
        for (int from = offset, end = offset + kept; from < end; ) {
            int part = Math.min(end - from, pending.remaining());
            pending.put(bytes, from, part);
            from += part;
            if (!pending.hasRemaining()) {
                send(false);
            }
        }
        notifyAll();
    }

    private void send(boolean last) throws IOException {
        pending.flip();
        CharBuffer text = CharBuffer.allocate(pending.remaining() + 1);
        decoder.decode(pending, text, last);
        if (last) {
            decoder.flush(text);
            decoder.reset();
        }
        pending.compact();
        text.flip();
        if (text.hasRemaining()) {
            writer.write(new Message.Output(cell, text.toString()));
        }
    }

    private void sendLater() {
        try {
            while (true) {
                synchronized (this) {
                    while (pending.position() == 0) {
                        wait();
                    }
                }
                Thread.sleep(DELAY_MILLIS);
                synchronized (this) {
                    send(false);
                }
            }
        } catch (InterruptedException | IOException e) {
            // The pipe is gone, and with it the service: the process ends as soon as its reader notices.
            return;
        }
    }
}
