package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.react.LineHead.Found;
import dev.qwen4j.agent.react.Marker.Within;
import dev.qwen4j.agent.react.StepText.Section;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolNames;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one step of a ReAct text as it is generated. Never throws, takes linear time, and gives the same step wherever
 * the text is split.
 *
 * <ul>
 *   <li>A marker counts at the start of a line, and not inside a JSON string or code fence of an Action Input, or inside
 *       a Final Answer. If the whole output is one line, it counts within it.
 *   <li>The first Action or Final Answer decides. An Action whose name says that there is none, such as {@code None},
 *       is no action.
 *   <li>An Observation of the model's own ends the step.
 *   <li>Text without any marker is the answer; so is a lone Thought, unless it names a tool.
 *   <li>A call in another protocol's form, as {@link ForeignCall} has them, is an action.
 * </ul>
 */
public final class ReActReader implements Protocol.Reader {
    private static final Pattern OPENING_FENCE = Pattern.compile("```\\w{0,20}\\s*+$");
    private static final Pattern NO_TEXT = Pattern.compile("[`\\s\\])}]*+");
    private static final Pattern OBSERVATION_FIRST =
            Pattern.compile("^[\\s`\\])}]*+(?:observation|观察|✿RESULT✿)", Pattern.CASE_INSENSITIVE);

    private final ToolNames tools;
    private final Protocol.Listener listener;
    private final StepText step;
    /** Where lines begin besides after line breaks, for output that is one line. */
    private final List<Within> breaks;

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder cut = new StringBuilder();
    /** What stands before it went to its section. */
    private int position;

    private int lineStart;
    private LineHead head = new LineHead(0);
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

    private int nextBreak;
    private int inputStart;
    private int observationLength = -1;
    private boolean fenced;
    private final ForeignHold foreign = new ForeignHold();
    private boolean ended;

    /** @param tools the tools offered */
    public ReActReader(ToolNames tools, Protocol.Listener listener) {
        this(tools, listener, List.of());
    }

    private ReActReader(ToolNames tools, Protocol.Listener listener, List<Within> breaks) {
        this.tools = tools;
        this.listener = listener;
        this.breaks = breaks;
        step = new StepText(tools, listener);
    }

    @Override
    public void read(String piece) {
        if (ended) {
            cut.append(piece);
        } else {
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
        if (step.isThinking() && foreign.isMistaken()) {
            return readWithoutForeign(reason);
        }
        if (step.isThinking()) {
            findForeign(text.length());
        }
        if (lines <= 1 && breaks.isEmpty() && !step.hasForeign() && step.section() != Section.ANSWER) {
            List<Within> markers = markersWithinLine();
            if (!markers.isEmpty()) {
                return readAsLines(markers, reason);
            }
        }
        if (step.section() == Section.THOUGHT && !step.hasForeign()) {
            step.thought(text.substring(position));
        }
        step.inputLength().ifPresent(length -> {
            cut.insert(0, text.substring(inputStart + length));
            text.setLength(inputStart + length);
        });
        noteCut();
        return step.step(text.toString().stripTrailing(), cut.toString().strip(), reason);
    }

    private void advance(boolean complete) {
        while (position < text.length() || scanned < text.length()) {
            while (!insideLine) {
                if (!enterLine(complete)) {
                    return;
                }
            }
            int from = scanned;
            int end = lineEnd(scanned);
            scanned = end < 0 ? text.length() : end;
            if (blankLine && !text.substring(from, scanned).isBlank()) {
                beginLine(lineStart);
            }
            accept(from, scanned);
            if (end < 0) {
                return;
            }
            startLine(end);
        }
    }

    private int lineEnd(int from) {
        int newline = text.indexOf("\n", from);
        while (nextBreak < breaks.size() && breaks.get(nextBreak).start() <= from) {
            nextBreak++;
        }
        int broken = nextBreak < breaks.size() ? breaks.get(nextBreak).start() : -1;
        if (broken >= 0 && broken < text.length() && (newline < 0 || broken <= newline)) {
            return broken;
        }
        return newline < 0 ? -1 : newline + 1;
    }

    private void startLine(int start) {
        lineStart = start;
        head = new LineHead(start);
        insideLine = false;
        blankLine = true;
    }

    /** Decides what the line begins with; false if more text is needed for that, or none counts any more. */
    private boolean enterLine(boolean complete) {
        switch (head.look(text, complete)) {
            case Found.Undecided() -> {
                return false;
            }
            case Found.Plain() -> enterText();
            case Found.Marked marked -> {
                if (step.protects(marked.marker()) || foreign.protectsMarker(step)) {
                    insideLine = true;
                } else if (step.isThinking() && findForeign(lineStart)) {
                    return false;
                } else if (marked.marker() == Marker.OBSERVATION) {
                    end(marked);
                } else {
                    beginLine(marked.end());
                    follow(marked);
                }
            }
        }
        return !ended;
    }

    private void enterText() {
        insideLine = true;
        if (step.isThinking()) {
            if (head.isFence(text)) {
                fenced = !fenced;
            }
            if (head.beginsObject(text)) {
                foreign.begin(lineStart);
            } else if (head.isFence(text)) {
                foreign.beginFence(lineStart);
            }
        }
    }

    private void beginLine(int textStart) {
        lines += blankLine ? 1 : 0;
        blankLine = false;
        if (lines == 1) {
            firstLineText = textStart;
        }
    }

    /**
     * Goes on with the section that a marker begins. What follows a Thought marker counts as a line's start, because a
     * model may put another marker right behind the Thought that the host wrote.
     */
    private void follow(Found.Marked marked) {
        if (step.endsBefore(marked.marker())) {
            end(marked);
            return;
        }
        switch (step.section()) {
            case UNMARKED -> step.thought(withoutFence(text.substring(0, lineStart)));
            case THOUGHT -> step.thought(withoutFence(text.substring(position, lineStart)));
            case ACTION, INPUT, NULL_INPUT, ANSWER -> {}
        }
        foreign.end();
        step.begin(marked, fenced);
        inputStart = marked.end();
        position = marked.end();
        scanned = marked.end();
        insideLine = true;
        if (marked.marker() == Marker.THOUGHT) {
            startLine(marked.end());
            blankLine = false;
        }
    }

    /** A fence around what follows the thought is no part of it. */
    private static String withoutFence(String thought) {
        return OPENING_FENCE.matcher(thought).replaceFirst("");
    }

    /** What the line being entered begins is not part of the step. */
    private void end(Found.Marked marked) {
        if (marked.marker() == Marker.OBSERVATION) {
            observationLength = marked.end() - lineStart;
        }
        cut.append(text, lineStart, text.length());
        text.setLength(lineStart);
        ended = true;
    }

    /** What the model wrote after its step, unless it is no more than the stop word. */
    private void noteCut() {
        if (observationLength >= 0) {
            if (!cut.substring(Math.min(observationLength, cut.length())).isBlank()) {
                step.note(Repair.FORGED_OBSERVATION);
            }
        } else if (ended && !NO_TEXT.matcher(cut).matches()) {
            step.note(OBSERVATION_FIRST.matcher(cut).find() ? Repair.FORGED_OBSERVATION : Repair.TEXT_AFTER_ACTION);
        }
    }

    /** Looks for a call in another form in the text up to {@code end}; what stands behind it is cut. */
    private boolean findForeign(int end) {
        if (foreign.isNone()) {
            return false;
        }
        int start = foreign.start();
        Optional<ForeignCall> found = ForeignCall.find(text.substring(start, end), tools);
        if (found.isEmpty()) {
            foreign.end();
            return false;
        }
        int before = step.section() == Section.UNMARKED ? 0 : position;
        step.thought(withoutFence(text.substring(before, start + found.get().start())));
        step.foreign(found.get());
        foreign.end();
        cut.append(text, start + found.get().end(), text.length());
        text.setLength(start + found.get().end());
        position = text.length();
        ended = true;
        return true;
    }

    /** Hands the text up to {@code end}, of which {@code fresh} and what follows is new, to its section. */
    private void accept(int fresh, int end) {
        if (step.isThinking()) {
            foreign.look(text, fresh, end);
        }
        int from = position;
        switch (step.section()) {
            case UNMARKED -> position = end;
            case THOUGHT -> {
                int certain = lines > 1 || !breaks.isEmpty() ? end : certainUpTo(from, fresh, end);
                position = Math.max(from, Math.min(certain, foreign.limit(text, end)));
                step.thought(text.substring(from, position));
            }
            case ACTION, INPUT, NULL_INPUT, ANSWER -> {
                position = end;
                step.add(text.substring(from, end));
            }
        }
    }

    /** How much of the first line is no marker, should the first line be the only one. */
    private int certainUpTo(int from, int fresh, int end) {
        if (heldFrom < 0 && hasColonAfterWord(fresh, end)) {
            List<Within> markers = Marker.withinLine(text, from, end, true);
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
                    && (Character.isLetterOrDigit(before) || " *_`".indexOf(before) >= 0)) {
                return true;
            }
        }
        return false;
    }

    private void dropPartialStopWord() {
        if (!insideLine && !step.isBlank() && LineHead.isPartOfObservation(text.substring(lineStart))) {
            if (!text.substring(lineStart).strip().equals(Marker.OBSERVATION.plain())) {
                step.note(Repair.PARTIAL_STOP_WORD);
            }
            cut.append(text, lineStart, text.length());
            text.setLength(lineStart);
            scanned = Math.min(scanned, lineStart);
        }
    }

    private List<Within> markersWithinLine() {
        boolean marked = step.section() != Section.UNMARKED;
        List<Within> markers = Marker.withinLine(text, firstLineText, text.length(), marked);
        if (!markers.isEmpty() || marked) {
            return markers;
        }
        List<Within> any = Marker.withinLine(text, firstLineText, text.length(), true);
        return any.stream().anyMatch(within -> within.marker() == Marker.ACTION)
                        && any.stream().anyMatch(within -> within.marker() == Marker.ACTION_INPUT)
                ? any
                : List.of();
    }

    /** Reads again, after what seemed to be a call in another form was none. */
    private Step readWithoutForeign(FinishReason reason) {
        ReActReader reader =
                new ReActReader(tools, new Continuation(step.thought().length(), listener), breaks);
        reader.foreign.disable();
        reader.read(text.append(cut).toString());
        return reader.finish(reason);
    }

    /** Reads output that is a single line as if each of the markers in it began a line of its own. */
    private Step readAsLines(List<Within> markers, FinishReason reason) {
        ReActReader reader =
                new ReActReader(tools, new Continuation(step.thought().length(), listener), markers);
        reader.step.note(Repair.ONE_LINE);
        reader.read(text.append(cut).toString());
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
}
