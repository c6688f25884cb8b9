package dev.qwen4j.interpreter.protocol;

/** One message between the service and a worker process. {@code cell} is the number of the cell it is about. */
public sealed interface Message {
    /** What a worker is told. */
    sealed interface ToWorker extends Message {}

    /** What a worker reports. */
    sealed interface FromWorker extends Message {}

    /** How a cell ended; the last message about it. */
    sealed interface CellEnd extends FromWorker {
        long cell();

        /** UTF-8 bytes of output beyond the limit, which were not sent. */
        long droppedBytes();
    }

    /**
     * The first message: what the session may use.
     *
     * @param folder absolute path of the session's folder
     * @param outputBytes UTF-8 bytes of output that are sent for one cell
     * @param diskBytes by how much the files in the folder may grow
     * @param files how many files and folders may be created
     */
    record Start(String folder, long outputBytes, long diskBytes, long files) implements ToWorker {}

    /** Run this. Sent only when no cell runs. */
    record Execute(long cell, String code) implements ToWorker {}

    /** End the cell and keep the session; without effect if the cell has already ended. */
    record Interrupt(long cell) implements ToWorker {}

    /** The session can run cells. */
    record Ready() implements FromWorker {}

    /** Something the cell printed. */
    record Output(long cell, String text) implements FromWorker {}

    /** @param value {@code repr} of the last expression, or empty */
    record Completed(long cell, String value, long droppedBytes) implements CellEnd {}

    record Raised(long cell, String traceback, long droppedBytes) implements CellEnd {}

    /** The cell ended because of an {@link Interrupt}. */
    record Interrupted(long cell, long droppedBytes) implements CellEnd {}
}
