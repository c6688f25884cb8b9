package dev.qwen4j.interpreter.protocol;

import java.util.List;

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
     * @param libraries absolute paths of folders and archives that Python may read and import from, in this order
     * @param outputBytes UTF-8 bytes of output that are sent for one cell
     * @param diskBytes by how much the files in the folder may grow
     * @param files how many files and folders may be created
     */
    record Start(String folder, List<String> libraries, long outputBytes, long diskBytes, long files)
            implements ToWorker {
        public Start {
            libraries = List.copyOf(libraries);
        }
    }

    /** Run this. Sent only when no cell runs. */
    record Execute(long cell, String code) implements ToWorker {}

    /** End the cell and keep the session; without effect if the cell has already ended. */
    record Interrupt(long cell) implements ToWorker {}

    /**
     * What a {@link Call} comes to.
     *
     * @param failed whether {@code text} says why it failed
     */
    record Answer(long call, boolean failed, String text) implements ToWorker {}

    /** The session can run cells. */
    record Ready() implements FromWorker {}

    /**
     * Something the cell printed.
     *
     * @param error whether to its standard error
     */
    record Output(long cell, boolean error, String text) implements FromWorker {}

    /**
     * Something the cell shows.
     *
     * @param data text for types that are text, else base64
     */
    record Shown(long cell, String mimeType, String data) implements FromWorker {}

    /** The cell calls a function of the service and waits for the {@link Answer}; {@code call} is its number. */
    record Call(long cell, long call, String function, String argument) implements FromWorker {}

    /** The names of the session have changed with this cell; comes before its end. */
    record Names(long cell, List<String> names) implements FromWorker {
        public Names {
            names = List.copyOf(names);
        }
    }

    /** @param value {@code repr} of the last expression, or empty */
    record Completed(long cell, String value, long droppedBytes) implements CellEnd {}

    record Raised(long cell, String traceback, long droppedBytes) implements CellEnd {}

    /** The cell ended because of an {@link Interrupt}. */
    record Interrupted(long cell, long droppedBytes) implements CellEnd {}
}
