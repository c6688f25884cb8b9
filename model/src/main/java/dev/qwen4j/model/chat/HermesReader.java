package dev.qwen4j.model.chat;

import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads thoughts, content and calls between {@link Markers}.
 *
 * <ul>
 *   <li>A thought can only begin the reply; nothing in it counts but its end.
 *   <li>A marker within a JSON string of a call is part of the string. A call without the marker of its end counts if its
 *       JSON is complete.
 *   <li>{@code <tool_call>} that no object follows is content, as where the model speaks of its own format.
 *   <li>What stands between calls and after them is dropped.
 * </ul>
 */
final class HermesReader implements ReplyReader {
    private enum Part {
        START,
        THOUGHT,
        CONTENT,
        /** After {@code <tool_call>}, before its object. */
        CALL_START,
        CALL,
        AFTER_CALL
    }

    private final boolean calling;
    private final boolean parallel;
    private final Listener listener;
    private final ReplyPart reasoning;
    private final ReplyPart content;
    private final List<FunctionCall> calls = new ArrayList<>();
    private final StringBuilder unread = new StringBuilder();

    private Part part = Part.START;
    /** What may become a marker. */
    private final StringBuilder candidate = new StringBuilder();
    /** The call being read, with its markers. */
    private final StringBuilder callText = new StringBuilder();

    private HermesCall call;
    private int started;

    /**
     * @param calling whether there is something to call; without it calls are content
     * @param parallel whether calls after the first count
     */
    HermesReader(boolean calling, boolean parallel, Listener listener) {
        this.calling = calling;
        this.parallel = parallel;
        this.listener = listener;
        reasoning = new ReplyPart(listener::reasoning);
        content = new ReplyPart(listener::content);
        call = new HermesCall(0, listener);
    }

    @Override
    public void read(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            accept(piece.charAt(i));
        }
        tell();
    }

    @Override
    public Reply finish(FinishReason reason) {
        replayCandidate();
        if (part == Part.CALL || part == Part.CALL_START) {
            endCall(false);
        }
        tell();
        return new Reply(content.text(), reasoning.text(), calls, unread.toString());
    }

    private void tell() {
        reasoning.tell();
        content.tell();
        if (part == Part.CALL) {
            call.tell();
        }
    }

    private void accept(char c) {
        if (candidate.isEmpty() && c != '<') {
            plain(c);
            return;
        }
        List<String> markers = markers();
        candidate.append(c);
        String text = candidate.toString();
        if (markers.contains(text)) {
            candidate.setLength(0);
            marker(text);
        } else if (markers.stream().noneMatch(marker -> marker.startsWith(text))) {
            candidate.setLength(candidate.length() - 1);
            if (candidate.isEmpty()) {
                plain(c);
            } else {
                replayCandidate();
                accept(c);
            }
        }
    }

    /** No marker has {@code <} but at its beginning, so that nothing in the candidate can begin another. */
    private void replayCandidate() {
        String text = candidate.toString();
        candidate.setLength(0);
        text.chars().forEach(c -> plain((char) c));
    }

    /** The markers that count where the text has come to. */
    private List<String> markers() {
        return switch (part) {
            case START -> calling ? List.of(Markers.THINK, Markers.CALL) : List.of(Markers.THINK);
            case THOUGHT -> List.of(Markers.THINK_END);
            case CONTENT -> calling ? List.of(Markers.CALL) : List.of();
            case CALL_START -> List.of();
            case CALL -> call.isInString() ? List.of() : List.of(Markers.CALL, Markers.CALL_END);
            case AFTER_CALL -> parallel || calls.isEmpty() ? List.of(Markers.CALL) : List.of();
        };
    }

    private void marker(String marker) {
        switch (marker) {
            case Markers.THINK -> part = Part.THOUGHT;
            case Markers.THINK_END -> part = Part.CONTENT;
            case Markers.CALL -> {
                if (part == Part.CALL) {
                    endCall(false);
                }
                tell();
                callText.append(marker);
                part = Part.CALL_START;
            }
            default -> {
                callText.append(marker);
                endCall(true);
            }
        }
    }

    private void plain(char c) {
        switch (part) {
            case START -> {
                content.add(c);
                part = Character.isWhitespace(c) ? Part.START : Part.CONTENT;
            }
            case THOUGHT -> reasoning.add(c);
            case CONTENT -> content.add(c);
            case CALL_START -> beginCall(c);
            case CALL -> {
                callText.append(c);
                call.read(c);
            }
            case AFTER_CALL -> {}
        }
    }

    private void beginCall(char c) {
        if (Character.isWhitespace(c)) {
            callText.append(c);
        } else if (c == '{') {
            call = new HermesCall(started, listener);
            part = Part.CALL;
            plain(c);
        } else {
            part = calls.isEmpty() && unread.isEmpty() ? Part.CONTENT : Part.AFTER_CALL;
            String spoken = callText.toString();
            callText.setLength(0);
            spoken.chars().forEach(before -> plain((char) before));
            accept(c);
        }
    }

    private void endCall(boolean closed) {
        if (part == Part.CALL) {
            call.finish(closed).ifPresentOrElse(calls::add, this::leaveUnread);
            started += call.isStarted() ? 1 : 0;
        } else {
            leaveUnread();
        }
        callText.setLength(0);
        part = Part.AFTER_CALL;
    }

    private void leaveUnread() {
        unread.append(callText);
        listener.unread(callText.toString());
    }
}
