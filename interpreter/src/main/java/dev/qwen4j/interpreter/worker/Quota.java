package dev.qwen4j.interpreter.worker;

import java.io.IOException;

/** What a session may still write. Safe for use by several threads. */
final class Quota {
    private long bytes;
    private long files;

    Quota(long bytes, long files) {
        this.bytes = bytes;
        this.files = files;
    }

    synchronized void takeBytes(long count) throws IOException {
        if (count > bytes) {
            throw new IOException("Disk quota exceeded: the session may write " + Math.max(0, bytes) + " more bytes");
        }
        bytes -= count;
    }

    synchronized void giveBytes(long count) {
        bytes += count;
    }

    synchronized void takeFile() throws IOException {
        if (files <= 0) {
            throw new IOException("File quota exceeded: the session may not create any more files or folders");
        }
        files--;
    }

    synchronized void giveFile() {
        files++;
    }
}
