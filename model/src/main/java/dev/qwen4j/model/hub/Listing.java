package dev.qwen4j.model.hub;

import java.util.Map;
import java.util.Objects;

/**
 * The files of a revision.
 *
 * @param state names them for ever, and the snapshot in the cache: other files, another name
 * @param files by the names that the hub gives them, each with a way to learn more about it
 */
record Listing(String state, Map<String, Inquiry> files) {
    /** Learns what a file's content is called and how long it is, by another request where the hub needs one. */
    interface Inquiry {
        RemoteFile ask() throws InterruptedException;
    }

    /** Learns about one of the files. */
    RemoteFile describe(String file) throws InterruptedException {
        return Objects.requireNonNull(files.get(file), file).ask();
    }
}
