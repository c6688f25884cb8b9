package dev.qwen4j.interpreter;

import java.nio.file.Path;
import java.util.function.Consumer;

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
     * @param onOutput receives what the cell prints, stdout and stderr in order, while it runs
     * @return how the cell ended: code that raises, hangs or dies is a value, not an exception
     * @throws InterruptedException if the calling thread was interrupted; the cell no longer runs
     * @throws InterpreterException if no session could be started
     */
    Execution execute(String code, Consumer<String> onOutput) throws InterruptedException;

    /** Ends the session and its process. The folder stays. */
    @Override
    void close();
}
