package dev.qwen4j.model.transformer;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.LoggerFactory;

/**
 * Has the C library give memory back while weights are loaded. Left alone, glibc keeps freed blocks of up to 32 MiB for
 * later and puts weights between them: at the end a process could be twice as large as what it holds. Elsewhere than with
 * glibc this does nothing.
 */
final class NativeHeap implements AutoCloseable {
    /** Numbers of glibc's {@code malloc.h}. */
    private static final int TRIM_THRESHOLD = -1;

    private static final int MMAP_THRESHOLD = -3;

    private static final int WHILE_LOADING_BYTES = 4 << 20;

    /** What glibc itself arrives at in a process that frees large blocks. */
    private static final int AFTERWARDS_BYTES = 32 << 20;

    private NativeHeap() {}

    /** From now on, until closed, larger blocks go back to the system as soon as they are free. */
    static NativeHeap releasing() {
        set(MMAP_THRESHOLD, WHILE_LOADING_BYTES);
        return new NativeHeap();
    }

    private static void set(int parameter, int value) {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            mallopt.invokeInt(new Object[] {parameter, value});
        } catch (UnsatisfiedLinkError e) {
            LoggerFactory.getLogger(NativeHeap.class).debug("The C library has no mallopt", e);
        }
    }

    @Override
    public void close() {
        set(MMAP_THRESHOLD, AFTERWARDS_BYTES);
        set(TRIM_THRESHOLD, 2 * AFTERWARDS_BYTES);
    }
}
