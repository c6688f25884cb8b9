package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.react.Marker.LineStart;
import dev.qwen4j.agent.react.Marker.Within;
import dev.qwen4j.model.FinishReason;
import java.util.List;

/**
 * Reads one step of a ReAct text as it is generated. Never throws, takes linear time, and gives the same step wherever
 * the text is split.
 *
 * <ul>
 *   <li>A marker counts at the start of a line, and not inside a JSON string or code fence of an Action Input. If the
 *       whole output is one line, it counts within it.
 *   <li>The first Action or Final Answer decides. An Action whose name says that there is none, such as {@code None},
 *       is no action.
 *   <li>An Observation of the model's own ends the step.
 *   <li>Text without any marker is the answer; so is a lone Thought, unless it names a tool.
 * </ul>
 */
public final class ReActReader implements Protocol.Reader {
    private static final String STOP_WORD = "Observation:";
    private static final int SHORTEST_PARTIAL_STOP_WORD = 3;

    private enum Section {
        UNMARKED,
        THOUGHT,
        ACTION,
        INPUT,
        /** The input of an action that is none. */
        NULL_INPUT,
        ANSWER
    }

    private final List<String> tools;
    private final Protocol.Listener listener;
    private final Deltas thought;
    private final Deltas answer;
    private final ActionName action;
    private final ActionInput input = new ActionInput();

    private final StringBuilder text = new StringBuilder();
    /** What stands before it went to its section. */
    private int position;

    private int lineStart;
    private boolean insideLine;
    private boolean blankLine = true;
    /** Before it there is no line break but those already seen. */
    private int scanned;
    /** Lines begun, without empty ones. */
    private int lines;
    /** Where the text of the first line begins, after its marker. */
    private int firstLineText;
    /** From where on the first line waits, because there is a marker within it; -1 for nowhere. */
    private int heldFrom = -1;

    private Section section = Section.UNMARKED;
    private int inputStart;
    private boolean nameless;
    private boolean observed;
    private boolean ended;

    /** @param tools the names of the tools offered */
    public ReActReader(List<String> tools, Protocol.Listener listener) {
        this.tools = List.copyOf(tools);
        this.listener = listener;
        thought = new Deltas(listener::thought);
        answer = new Deltas(listener::answer);
        action = new ActionName(this.tools);
    }

    @Override
    public void read(String piece) {
        if (!ended) {
            text.append(piece);
            advance(false);
        }
    }

    @Override
    public Step finish(FinishReason reason) {
        if (!ended) {
            dropPartialStopWord();
            advance(true);
        }
        if (lines <= 1 && section != Section.ANSWER) {
            List<Within> markers = Marker.withinLine(text, firstLineText, text.length());
            if (!markers.isEmpty()) {
                return readAsLines(markers, reason);
            }
        }
        if (section == Section.THOUGHT) {
            thought.add(text.substring(position));
        }
        observed |= reason == FinishReason.STOP_WORD;
        return step(reason == FinishReason.LENGTH && !ended);
    }

    private void advance(boolean complete) {
        while (position < text.length()) {
            while (!insideLine) {
                if (!enterLine(complete)) {
                    return;
                }
            }
            int from = scanned;
            int newline = text.indexOf("\n", scanned);
            scanned = newline < 0 ? text.length() : newline + 1;
            if (blankLine && !text.substring(from, scanned).isBlank()) {
                beginLine(lineStart);
            }
            accept(from, scanned);
            if (newline < 0) {
                return;
            }
            lineStart = scanned;
            insideLine = false;
            blankLine = true;
        }
    }

    /** Decides what the line begins with; false if more text is needed for that, or none counts any more. */
    private boolean enterLine(boolean complete) {
        switch (Marker.atLineStart(text, lineStart, complete)) {
            case LineStart.Undecided() -> {
                return false;
            }
            case LineStart.Plain() -> insideLine = true;
            case LineStart.Marked(Marker marker, int end) -> {
                if (isArgumentOrAnswer(marker)) {
                    insideLine = true;
                } else if (marker == Marker.OBSERVATION) {
                    observed = true;
                    end();
                } else {
                    beginLine(end);
                    follow(marker, end);
                }
            }
        }
        return !ended;
    }

    private void beginLine(int textStart) {
        lines += blankLine ? 1 : 0;
        blankLine = false;
        if (lines == 1) {
            firstLineText = textStart;
        }
    }

    private boolean isArgumentOrAnswer(Marker marker) {
        return switch (section) {
            case INPUT -> input.protectsMarker();
            case ANSWER -> marker != Marker.OBSERVATION;
            case UNMARKED, THOUGHT, ACTION, NULL_INPUT -> false;
        };
    }

    /**
     * Goes on with the section that {@code marker} begins. What follows a Thought marker counts as a line's start,
     * because a model may put another marker right behind the Thought that the host wrote.
     */
    private void follow(Marker marker, int end) {
        if (section == Section.INPUT
                || (section == Section.ACTION && action.isGiven() && marker != Marker.ACTION_INPUT)) {
            end();
            return;
        }
        switch (section) {
            case UNMARKED -> thought.add(text.substring(0, lineStart));
            case THOUGHT -> thought.add(text.substring(position, lineStart));
            case ACTION, INPUT, NULL_INPUT, ANSWER -> {}
        }
        boolean given = section == Section.ACTION && action.isGiven();
        nameless |= section == Section.ACTION ? action.isEmpty() : marker == Marker.ACTION_INPUT;
        section = switch (marker) {
            case ACTION_INPUT -> given ? Section.INPUT : Section.NULL_INPUT;
            case ACTION -> Section.ACTION;
            case FINAL_ANSWER -> Section.ANSWER;
            case THOUGHT, OBSERVATION -> Section.THOUGHT;
        };
        if (section == Section.ACTION) {
            action.clear();
        }
        inputStart = end;
        position = end;
        scanned = end;
        if (marker == Marker.THOUGHT) {
            lineStart = end;
        } else {
            insideLine = true;
        }
    }

    /** What the line being entered begins is not part of the step. */
    private void end() {
        text.setLength(lineStart);
        ended = true;
    }

    /** Hands the text up to {@code end}, of which {@code fresh} and what follows is new, to its section. */
    private void accept(int fresh, int end) {
        int from = position;
        position = end;
        switch (section) {
            case UNMARKED, NULL_INPUT -> {}
            case THOUGHT -> {
                position = Math.max(from, lines > 1 ? end : certainUpTo(from, fresh, end));
                thought.add(text.substring(from, position));
            }
            case ACTION -> action.add(text.substring(from, end));
            case INPUT -> input.add(text.substring(from, end));
            case ANSWER -> answer.add(text.substring(from, end));
        }
    }

    /** How much of the first line is no marker, should the first line be the only one. */
    private int certainUpTo(int from, int fresh, int end) {
        if (heldFrom < 0 && hasColonAfterWord(fresh, end)) {
            List<Within> markers = Marker.withinLine(text, from, end);
            if (!markers.isEmpty()) {
                heldFrom = markers.getFirst().start();
            }
        }
        return heldFrom >= 0 ? heldFrom : end - Marker.LONGEST_WITHIN_LINE;
    }

    private boolean hasColonAfterWord(int from, int end) {
        for (int i = Math.max(from, 1); i < end; i++) {
            char before = text.charAt(i - 1);
            if ((text.charAt(i) == ':' || text.charAt(i) == '：')
                    && (Character.isLetterOrDigit(before) || before == ' ')) {
                return true;
            }
        }
        return false;
    }

    private void dropPartialStopWord() {
        int length = text.length() - lineStart;
        if (!insideLine
                && length >= SHORTEST_PARTIAL_STOP_WORD
                && length < STOP_WORD.length()
                && STOP_WORD.startsWith(text.substring(lineStart))) {
            text.setLength(lineStart);
        }
    }

    /** Reads output that is a single line as if each of the markers in it began a line of its own. */
    private Step readAsLines(List<Within> markers, FinishReason reason) {
        StringBuilder broken = new StringBuilder();
        int from = 0;
        for (Within marker : markers) {
            broken.append(text, from, marker.start()).append('\n');
            from = marker.start();
            if (marker.marker() == Marker.ACTION_INPUT || marker.marker() == Marker.FINAL_ANSWER) {
                break;
            }
        }
        broken.append(text, from, text.length());
        ReActReader reader =
                new ReActReader(tools, new Continuation(thought.text().length(), listener));
        reader.lines = 1;
        reader.read(broken.toString());
        return reader.finish(reason);
    }

    /** Passes on what the listener was not told before. */
    private static final class Continuation implements Protocol.Listener {
        private int known;
        private final Protocol.Listener listener;

        Continuation(int known, Protocol.Listener listener) {
            this.known = known;
            this.listener = listener;
        }

        @Override
        public void thought(String delta) {
            int skipped = Math.min(known, delta.length());
            known -= skipped;
            if (skipped < delta.length()) {
                listener.thought(delta.substring(skipped));
            }
        }

        @Override
        public void answer(String delta) {
            listener.answer(delta);
        }
    }

    private Step step(boolean cut) {
        String written = (section == Section.INPUT ? text.substring(0, inputStart + input.length()) : text.toString())
                .stripTrailing();
        String before = thought.text();
        if (section == Section.ANSWER) {
            return answer.isEmpty()
                    ? new Step.Malformed(before, "the Final Answer is empty: write the answer after it", written)
                    : new Step.FinalAnswer(before, answer.text(), written);
        }
        if (cut && section != Section.UNMARKED) {
            return new Step.Malformed(before, "the text was too long and has been cut off: write less", written);
        }
        if (section == Section.INPUT || (section == Section.ACTION && action.isGiven())) {
            return new Step.Action(before, action.name(), input.text(), written);
        }
        nameless |= section == Section.ACTION && action.isEmpty();
        if (nameless) {
            return new Step.Malformed(before, "the Action names no tool: write one of " + tools + " after it", written);
        }
        if (observed && section != Section.UNMARKED) {
            return new Step.Malformed(
                    before, "there was no Action to observe: write Action and Action Input, or Final Answer", written);
        }
        if (section == Section.UNMARKED) {
            answer.add(text.toString());
        } else if (tools.stream().noneMatch(tool -> names(before, tool))) {
            answer.add(before);
        }
        return answer.isEmpty()
                ? new Step.Malformed(
                        before, "what to do is missing: write Action and Action Input, or Final Answer", written)
                : new Step.FinalAnswer(before, answer.text(), written);
    }

    private static boolean names(String thought, String tool) {
        for (int at = thought.indexOf(tool); at >= 0; at = thought.indexOf(tool, at + 1)) {
            int end = at + tool.length();
            if ((at == 0 || !isNamePart(thought.charAt(at - 1)))
                    && (end == thought.length() || !isNamePart(thought.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    /** Names may touch Chinese text, which has no blanks. */
    private static boolean isNamePart(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }
}
