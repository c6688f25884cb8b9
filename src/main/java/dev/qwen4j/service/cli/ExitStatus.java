package dev.qwen4j.service.cli;

/** How the process ends, for scripts. The same numbers are in the help text and the documentation. */
final class ExitStatus {
    static final int OK = 0;
    /** The run ended without an answer, or the code that was run raised an error. */
    static final int FAILED = 1;

    static final int USAGE = 2;
    static final int BAD_MODEL = 3;
    static final int NO_MEMORY = 4;
    static final int NETWORK = 5;
    /** 128 and the number of the signal, as shells count. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
