package dev.qwen4j.interpreter;

import java.nio.file.Path;

/**
 * One stateful session: what a cell defines, the next cell can use. Cells run one at a time, in the order of their
 * calls. Nothing the code does can harm the JVM of the caller.
 */
public interface CodeInterpreter extends AutoCloseable {
    /** The only folder the code can read and write. */
    Path folder();

    /**
     * Runs one cell and waits for its end, or for its deadline. Interrupting the calling thread ends the cell.
     *
     * @param listener receives what the cell prints and shows, in order, while it runs
     * @return how the cell ended: code that raises, hangs or dies is a value, not an exception
     * @throws InterruptedException if the calling thread was interrupted; the cell no longer runs
     * @throws InterpreterException if no session could be started
     */
    Execution execute(String code, CellListener listener) throws InterruptedException;

    /**
     * Ends the cell that runs, if any, from another thread; its {@link #execute} returns {@link Execution.Interrupted}.
     * Variables are kept, unless the code is in a built-in function that cannot be interrupted within a second.
     *
     * @return whether a cell was running
     */
    boolean interrupt();

    /** Ends the session and its process. The folder stays. */
    @Override
    void close();
}
