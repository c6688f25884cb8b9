package dev.qwen4j.interpreter;

/** Told what a cell gives while it runs, by the thread that runs it; in order. An exception of its own ends the cell. */
@FunctionalInterface
public interface CellListener {
    /** The cell printed this. Not whole lines: as it comes. */
    void output(String text);

    /** The cell printed this to its standard error; the same as {@link #output} unless a listener tells them apart. */
    default void error(String text) {
        output(text);
    }

    /** The cell shows a picture or the like; nothing happens unless a listener knows what to do with it. */
    default void display(Display display) {}
}
