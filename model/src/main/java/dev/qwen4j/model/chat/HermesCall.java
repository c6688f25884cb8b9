package dev.qwen4j.model.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.qwen4j.model.FunctionCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one call: {@code {"name": ..., "arguments": {...}}}. Arguments that cannot be read as JSON are passed on as they
 * were written.
 */
final class HermesCall implements MemberReader.Members {
    private static final JsonMapper JSON = new JsonMapper();

    private enum Member {
        NAME,
        ARGUMENTS,
        /** Arguments as JSON within a JSON string. */
        QUOTED_ARGUMENTS,
        OTHER
    }

    private final int index;
    private final String id = FunctionCall.newId();
    private final ReplyReader.Listener listener;
    private final MemberReader reader = new MemberReader(this);
    private final StringBuilder quoted = new StringBuilder();
    private final StringBuilder arguments = new StringBuilder();
    /** Braces and blanks, of which the last brace is the call's, not that of arguments that are no JSON. */
    private final StringBuilder tail = new StringBuilder();

    private Member member = Member.OTHER;
    private @Nullable String name;
    private boolean hasArguments;
    private int told;

    HermesCall(int index, ReplyReader.Listener listener) {
        this.index = index;
        this.listener = listener;
    }

    void read(char c) {
        reader.accept(c);
    }

    /** Whether a marker would be part of an argument. */
    boolean isInString() {
        return reader.isInString();
    }

    /** Whether the listener was told of the call. */
    boolean isStarted() {
        return name != null;
    }

    /** Tells of arguments that are new. */
    void tell() {
        if (name != null && arguments.length() > told) {
            listener.callArguments(index, arguments.substring(told));
            told = arguments.length();
        }
    }

    /**
     * The call, unless it is incomplete.
     *
     * @param closed whether the marker of its end came
     */
    Optional<FunctionCall> finish(boolean closed) {
        boolean complete = closed ? reader.close() : reader.isComplete();
        if (complete && !hasArguments) {
            arguments.append("{}");
            hasArguments = true;
        }
        boolean asWritten = closed && reader.isLost();
        if (asWritten) {
            int brace = tail.lastIndexOf("}");
            arguments.append(tail, 0, Math.max(brace, 0));
        }
        tell();
        if (name == null || !hasArguments || !(complete || asWritten)) {
            return Optional.empty();
        }
        FunctionCall call = new FunctionCall(id, name, arguments.toString());
        listener.callFinished(index, call);
        return Optional.of(call);
    }

    @Override
    public void begin(String key) {
        member = switch (key) {
            case "name" -> name == null ? Member.NAME : Member.OTHER;
            case "arguments", "parameters" -> hasArguments ? Member.OTHER : Member.ARGUMENTS;
            default -> Member.OTHER;
        };
        hasArguments |= member == Member.ARGUMENTS;
        quoted.setLength(0);
    }

    @Override
    public void value(char c) {
        switch (member) {
            case NAME, QUOTED_ARGUMENTS -> quoted.append(c);
            case ARGUMENTS -> {
                if (reader.isLost()) {
                    asWritten(c);
                } else if (arguments.isEmpty() && c == '"') {
                    member = Member.QUOTED_ARGUMENTS;
                    quoted.append(c);
                } else {
                    arguments.append(c);
                }
            }
            case OTHER -> {}
        }
    }

    private void asWritten(char c) {
        tail.append(c);
        if (c != '}' && !Character.isWhitespace(c)) {
            arguments.append(tail);
            tail.setLength(0);
        }
    }

    @Override
    public void end() {
        switch (member) {
            case NAME -> {
                String text = unquoted().strip();
                if (!text.isEmpty()) {
                    name = text;
                    listener.callStarted(index, id, text);
                }
            }
            case QUOTED_ARGUMENTS -> arguments.append(unquoted());
            case ARGUMENTS -> {
                if (arguments.toString().equals("null")) {
                    arguments.replace(0, arguments.length(), "{}");
                }
            }
            case OTHER -> {}
        }
        member = Member.OTHER;
    }

    /** What the value stands for if it is a string, otherwise its text. */
    private String unquoted() {
        try {
            return JSON.readTree(quoted.toString()).asText();
        } catch (JsonProcessingException e) {
            return quoted.toString();
        }
    }
}
