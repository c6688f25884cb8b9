package dev.qwen4j.model.chat;

import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;

/**
 * Reads one reply piece by piece, in linear time and without ever throwing. Neither the result nor what a listener is
 * told, deltas joined, depends on where the text is split.
 */
public interface ReplyReader {
    /** Takes the next piece of the text. */
    void read(String piece);

    /**
     * The reply, once all text was read. Called once.
     *
     * @param reason why the text ends; one cut by {@link FinishReason#LENGTH} may not be complete
     */
    Reply finish(FinishReason reason);

    /**
     * Receives the parts of a reply as soon as they are certain. The deltas of a part, joined, are that part of the
     * {@link Reply}.
     */
    interface Listener {
        /** Listens to nothing. */
        Listener NONE = new Listener() {};

        /** More of what is said to the user. */
        default void content(String delta) {}

        /** More of what the model thinks. */
        default void reasoning(String delta) {}

        /**
         * A call begins.
         *
         * @param index number of the call in the reply, from 0
         */
        default void callStarted(int index, String id, String name) {}

        /** More of the arguments of the call that began last. */
        default void callArguments(int index, String delta) {}

        /** The call that began last is complete. */
        default void callFinished(int index, FunctionCall call) {}

        /**
         * What began like a call is none: cut off, or without a name. If it was told by {@link #callStarted}, it will not
         * be finished.
         */
        default void unread(String text) {}
    }
}
