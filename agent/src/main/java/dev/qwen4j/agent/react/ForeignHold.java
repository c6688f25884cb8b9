package dev.qwen4j.agent.react;

/** Where in a thought a call in another protocol's form may have begun: from there on the thought waits. */
final class ForeignHold {
    private int start = -1;
    private boolean fence;
    private Enclosure strings = new Enclosure(false);
    private boolean heldMarker;
    private boolean disabled;

    boolean isNone() {
        return start < 0;
    }

    int start() {
        return start;
    }

    /** Looks for none. */
    void disable() {
        disabled = true;
    }

    void begin(int at) {
        if ((start < 0 || fence) && !disabled) {
            start = fence ? start : at;
            fence = false;
            strings = new Enclosure(false);
        }
    }

    /** A fence may stand around a call; the quotes of other code that it holds mean nothing. */
    void beginFence(int at) {
        if (start < 0 && !disabled) {
            start = at;
            fence = true;
        }
    }

    /** There was none. */
    void end() {
        start = -1;
        fence = false;
    }

    /** Whether the text so far ends in a string of what may be a call. */
    boolean protectsMarker(StepText step) {
        boolean held = start >= 0 && !fence && step.isThinking() && strings.inString();
        heldMarker |= held;
        return held;
    }

    /** Whether a marker was taken for a part of a string that never ended. */
    boolean isMistaken() {
        return start >= 0 && !fence && heldMarker && strings.inString();
    }

    /** Looks for what begins a call in {@code text} up to {@code end}, of which all before {@code fresh} is known. */
    void look(StringBuilder text, int fresh, int end) {
        int first = (start < 0 || fence) && !disabled ? firstTag(text, fresh, end) : end;
        if (first < end) {
            begin(first);
            strings.add(text.substring(first, Math.max(first, fresh)));
        }
        if (start >= 0) {
            strings.add(text.substring(Math.max(fresh, start), end));
        }
    }

    /** Where the first tag begins that ends after {@code fresh}; {@code end} if there is none. */
    private static int firstTag(StringBuilder text, int fresh, int end) {
        int first = end;
        for (String tag : ForeignCall.TAGS) {
            int from = Math.max(0, fresh - tag.length() + 1);
            int at = text.substring(from, end).indexOf(tag);
            first = at < 0 ? first : Math.min(first, from + at);
        }
        return first;
    }

    /** How far the thought is certain to be one, of the text up to {@code end}. */
    int limit(StringBuilder text, int end) {
        if (start >= 0) {
            return start;
        }
        int limit = end;
        for (String tag : ForeignCall.TAGS) {
            for (int length = Math.min(tag.length() - 1, end); length > 0; length--) {
                if (text.substring(end - length, end).equals(tag.substring(0, length))) {
                    limit = Math.min(limit, end - length);
                }
            }
        }
        return limit;
    }
}
