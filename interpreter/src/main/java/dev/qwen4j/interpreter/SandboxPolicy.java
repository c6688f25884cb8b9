package dev.qwen4j.interpreter;

import java.time.Duration;

/**
 * What a session may use.
 *
 * @param cellTimeout wall-clock limit of one cell
 * @param heapBytes heap of the worker process
 * @param outputBytes text of one cell that is kept; the rest is counted and dropped
 * @param diskBytes total size of the files that the session may write
 * @param maxFiles number of files and folders that the session may create
 */
public record SandboxPolicy(Duration cellTimeout, long heapBytes, int outputBytes, long diskBytes, int maxFiles) {
    /** 30 s a cell, 512 MiB heap, 64 KiB of output, 256 MiB of files, 1,000 files. */
    public static final SandboxPolicy DEFAULT =
            new SandboxPolicy(Duration.ofSeconds(30), 512L << 20, 64 << 10, 256L << 20, 1000);

    public SandboxPolicy {
        if (cellTimeout.isNegative() || cellTimeout.isZero()) {
            throw new IllegalArgumentException("cellTimeout must be positive but is " + cellTimeout);
        }
        if (heapBytes < 128L << 20) {
            throw new IllegalArgumentException("heapBytes must be at least 128 MiB but is " + heapBytes);
        }
        if (outputBytes < 1024 || diskBytes < 0 || maxFiles < 0) {
            throw new IllegalArgumentException("outputBytes must be at least 1024, diskBytes and maxFiles at least 0");
        }
    }

    public SandboxPolicy withCellTimeout(Duration value) {
        return new SandboxPolicy(value, heapBytes, outputBytes, diskBytes, maxFiles);
    }

    public SandboxPolicy withHeapBytes(long value) {
        return new SandboxPolicy(cellTimeout, value, outputBytes, diskBytes, maxFiles);
    }
}
