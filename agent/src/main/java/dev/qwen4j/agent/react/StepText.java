package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Ending;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolNames;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parts of one step, while they are read, and what they come to. */
final class StepText {
    /** What the text that is being read belongs to. */
    enum Section {
        UNMARKED,
        THOUGHT,
        ACTION,
        INPUT,
        /** The input of an action that is none. */
        NULL_INPUT,
        ANSWER
    }

    private static final String FENCE = "```";

    private final ToolNames tools;
    private final Deltas thought;
    private final Deltas answer;
    private final Enclosure answerFences = new Enclosure(true);
    private final ActionName action;
    private Enclosure actionStrings = new Enclosure(false);
    private final StringBuilder actionText = new StringBuilder();
    private final ActionInput input = new ActionInput();
    private final Set<Repair> repairs = EnumSet.noneOf(Repair.class);

    private Section section = Section.UNMARKED;
    private String closing = "";
    private boolean nameless;
    private Optional<ForeignCall> foreign = Optional.empty();

    StepText(ToolNames tools, Protocol.Listener listener) {
        this.tools = tools;
        thought = new Deltas(listener::thought);
        answer = new Deltas(listener::answer);
        action = new ActionName(tools);
    }

    Section section() {
        return section;
    }

    boolean isThinking() {
        return section == Section.UNMARKED || section == Section.THOUGHT;
    }

    void note(Repair repair) {
        repairs.add(repair);
    }

    void thought(String text) {
        thought.add(text);
    }

    String thought() {
        return thought.text();
    }

    /** A call in another protocol's form stands where an action could begin. */
    void foreign(ForeignCall call) {
        foreign = Optional.of(call);
    }

    boolean hasForeign() {
        return foreign.isPresent();
    }

    /** Whether {@code marker} at the end of the text read so far is part of that text. */
    boolean protects(Marker marker) {
        return switch (section) {
            case INPUT -> input.protectsMarker();
            case ANSWER -> marker != Marker.OBSERVATION || answerFences.isOpen();
            case ACTION -> actionStrings.inString();
            case UNMARKED, THOUGHT, NULL_INPUT -> false;
        };
    }

    /** Whether the step is complete where {@code marker} begins. */
    boolean endsBefore(Marker marker) {
        return section == Section.INPUT
                || (section == Section.ACTION && action.isGiven() && marker != Marker.ACTION_INPUT);
    }

    /** @param fenced whether a code fence that was opened before is still open */
    void begin(LineHead.Found.Marked marked, boolean fenced) {
        Marker marker = marked.marker();
        boolean given = section == Section.ACTION && action.isGiven();
        boolean answered = section == Section.ACTION && action.isAnswer();
        nameless |= section == Section.ACTION ? action.isEmpty() : marker == Marker.ACTION_INPUT;
        if (section == Section.ACTION && !given && !action.isEmpty()) {
            note(Repair.NULL_ACTION);
        }
        if (!marked.plain()) {
            note(Repair.MARKER_SPELLING);
        }
        section = switch (marker) {
            case ACTION_INPUT -> given ? Section.INPUT : answered ? Section.ANSWER : Section.NULL_INPUT;
            case ACTION -> Section.ACTION;
            case FINAL_ANSWER -> Section.ANSWER;
            case THOUGHT, OBSERVATION -> Section.THOUGHT;
        };
        if (answered && section == Section.ANSWER) {
            note(Repair.ANSWER_AS_ACTION);
        }
        if (section == Section.ACTION) {
            action.clear();
            actionText.setLength(0);
            actionStrings = new Enclosure(false);
        }
        if (fenced) {
            note(Repair.OUTER_FENCE);
        }
        closing = fenced ? FENCE : marked.closing();
        if (section == Section.ANSWER) {
            answer.endsWith(closing);
        } else if (section == Section.THOUGHT) {
            thought.endsWith(closing);
        }
    }

    /** Adds to the section at hand; thoughts come by {@link #thought(String)}. */
    void add(String piece) {
        switch (section) {
            case UNMARKED, THOUGHT, NULL_INPUT -> {}
            case ACTION -> {
                action.add(piece);
                actionText.append(piece);
                actionStrings.add(piece);
            }
            case INPUT -> input.add(piece);
            case ANSWER -> {
                answerFences.add(piece);
                answer.add(piece);
            }
        }
    }

    /** Whether nothing was read of the section at hand yet. */
    boolean isBlank() {
        return switch (section) {
            case INPUT -> input.isBlank();
            case ANSWER -> answer.isEmpty();
            case UNMARKED, THOUGHT, ACTION, NULL_INPUT -> false;
        };
    }

    /** How many characters of the input count, if that is where the text ends. */
    Optional<Integer> inputLength() {
        return section == Section.INPUT ? Optional.of(input.length()) : Optional.empty();
    }

    /**
     * What it comes to.
     *
     * @param written the step's text
     * @param cut what was cut off behind it
     * @param reason why generation ended
     */
    Step step(String written, String cut, FinishReason reason) {
        thought.finish();
        boolean followed = !cut.isEmpty();
        Ending ending = reason != FinishReason.LENGTH ? Ending.STOPPED : followed ? Ending.FOLLOWED : Ending.CUT;
        if (section == Section.ACTION && foreign.isEmpty()) {
            foreign = ForeignCall.whole(actionText.toString());
        }
        if (foreign.isPresent()) {
            return step(foreign.get(), written, cut, ending);
        }
        return switch (section) {
            case ANSWER -> {
                answer.finish();
                yield answer.isEmpty()
                        ? malformed("the Final Answer is empty: write the answer after it", written, cut)
                        : answer(written, cut);
            }
            case INPUT -> call(action.name(), inputText(), ending, written, cut);
            case ACTION -> action(ending, written, cut);
            case UNMARKED, THOUGHT, NULL_INPUT -> withoutAction(written, cut);
        };
    }

    private String inputText() {
        String text = input.text();
        return !closing.isEmpty() && text.endsWith(closing)
                ? text.substring(0, text.length() - closing.length()).strip()
                : text;
    }

    private Step action(Ending ending, String written, String cut) {
        if (ending == Ending.CUT) {
            return malformed("the text was too long and has been cut off: write less", written, cut);
        }
        if (action.isGiven()) {
            note(Repair.MISSING_INPUT);
            return call(action.name(), "", ending, written, cut);
        }
        nameless |= action.isEmpty();
        if (!nameless) {
            note(Repair.NULL_ACTION);
        }
        return withoutAction(written, cut);
    }

    private Step call(String name, String text, Ending ending, String written, String cut) {
        if (action.isDecorated()) {
            note(Repair.TOOL_NAME);
        }
        return new Step.Action(
                thought.text(), List.of(new Step.Call(name, text, ending)), written, new Step.Notes(repairs, cut));
    }

    private Step step(ForeignCall call, String written, String cut, Ending ending) {
        if (ending != Ending.STOPPED && call.repairs().contains(Repair.MISSING_CLOSER)) {
            return malformed("the call was cut off: write less", written, cut);
        }
        repairs.addAll(call.repairs());
        if (call.isAnswer()) {
            note(Repair.ANSWER_AS_ACTION);
            answer.add(call.input());
            answer.finish();
            return answer(written, cut);
        }
        if (call.name().isEmpty()) {
            return malformed("the call is not valid JSON: write one object with name and arguments", written, cut);
        }
        return new Step.Action(
                thought.text(),
                List.of(new Step.Call(call.name(), call.input(), ending)),
                written,
                new Step.Notes(repairs, cut));
    }

    private Step withoutAction(String written, String cut) {
        if (nameless) {
            return malformed("the Action names no tool: write one of " + tools.all() + " after it", written, cut);
        }
        String before = thought.text();
        if (section == Section.UNMARKED) {
            note(Repair.UNMARKED_ANSWER);
            answer.add(written);
        } else if (!tools.isAnyIn(before)) {
            note(Repair.THOUGHT_AS_ANSWER);
            answer.add(before);
        }
        answer.finish();
        return answer.isEmpty()
                ? malformed("what to do is missing: write Action and Action Input, or Final Answer", written, cut)
                : answer(written, cut);
    }

    private Step answer(String written, String cut) {
        return new Step.FinalAnswer(thought.text(), answer.text(), written, new Step.Notes(repairs, cut));
    }

    private Step malformed(String complaint, String written, String cut) {
        return new Step.Malformed(thought.text(), complaint, written, new Step.Notes(repairs, cut));
    }
}
