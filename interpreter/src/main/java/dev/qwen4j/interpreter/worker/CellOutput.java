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
 * What a cell prints to its two streams, sent while it runs and in order: at once where there is much of it, otherwise a
 * moment later, so that a loop of short prints does not become a message each. Beyond the limit, which both streams
 * share, bytes are counted and dropped.
 */
final class CellOutput {
    private static final int CHUNK_BYTES = 4096;
    private static final long DELAY_MILLIS = 20;

    private final MessageWriter writer;
    private final long limitBytes;
    private final Stream stdout = new Stream(false);
    private final Stream stderr = new Stream(true);

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

    OutputStream stdout() {
        return stdout;
    }

    OutputStream stderr() {
        return stderr;
    }

    synchronized void begin(long newCell) {
        cell = newCell;
        keptBytes = 0;
        droppedBytes = 0;
        stdout.clear();
        stderr.clear();
    }

    /** Sends what is left, so that what comes next is in order. */
    synchronized void flush() throws IOException {
        stdout.send(false);
        stderr.send(false);
    }

    /**
     * Sends what is left.
     *
     * @return how many bytes of this cell were dropped
     */
    synchronized long end() throws IOException {
        stdout.send(true);
        stderr.send(true);
        return droppedBytes;
    }

    private synchronized void write(Stream stream, byte[] bytes, int offset, int length) throws IOException {
        (stream == stdout ? stderr : stdout).send(false);
        int kept = (int) Math.min(length, limitBytes - keptBytes);
        keptBytes += kept;
        droppedBytes += length - kept;
        stream.put(bytes, offset, kept);
        notifyAll();
    }

    private void sendLater() {
        try {
            while (true) {
                synchronized (this) {
                    while (stdout.isEmpty() && stderr.isEmpty()) {
                        wait();
                    }
                }
                Thread.sleep(DELAY_MILLIS);
                flush();
            }
        } catch (InterruptedException | IOException e) {
            // The pipe is gone, and with it the service: the process ends as soon as its reader notices.
            return;
        }
    }

    /** One of the two. All but its {@code write} is called with the output's lock held. */
    private final class Stream extends OutputStream {
        private final boolean error;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        /** Bytes not yet sent, from 0 to its position. */
        private final ByteBuffer pending = ByteBuffer.allocate(CHUNK_BYTES);

        Stream(boolean error) {
            this.error = error;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            CellOutput.this.write(this, bytes, offset, length);
        }

        void put(byte[] bytes, int offset, int length) throws IOException {
            for (int from = offset, end = offset + length; from < end; ) {
                int part = Math.min(end - from, pending.remaining());
                pending.put(bytes, from, part);
                from += part;
                if (!pending.hasRemaining()) {
                    send(false);
                }
            }
        }

        boolean isEmpty() {
            return pending.position() == 0;
        }

        void clear() {
            pending.clear();
            decoder.reset();
        }

        void send(boolean last) throws IOException {
            if (isEmpty() && !last) {
                return;
            }
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
                writer.write(new Message.Output(cell, error, text.toString()));
            }
        }
    }
}
