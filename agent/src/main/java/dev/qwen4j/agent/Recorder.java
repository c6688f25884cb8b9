package dev.qwen4j.agent;

import dev.qwen4j.agent.AgentEvent.Stamp;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.Usage;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes what happens known, in this order: it is written into the journal, it changes the state, it is told. Used by the
 * run's thread; deltas come from the inference thread while that one waits.
 */
final class Recorder {
    private final Journals journals;
    private final Clock clock;
    private final RunState state;
    private final Consumer<AgentEvent> events;
    private int deltas;

    Recorder(Journals journals, Clock clock, RunState state, Consumer<AgentEvent> events) {
        this.journals = journals;
        this.clock = clock;
        this.state = state;
        this.events = events;
    }

    /** Records what belongs to the current step. */
    void tell(Function<Stamp, AgentEvent> make) {
        tell(state.steps(), state.usage(), state.repairs(), make);
    }

    /** Records what ends a model call. */
    void tell(int step, Usage usage, List<String> repairs, Function<Stamp, AgentEvent> make) {
        AgentEvent event = make.apply(state.stamp(step, usage, repairs, clock.instant()));
        journals.append(
                event.stamp().runId(),
                event.stamp().number(),
                EventJson.of(event).toString());
        state.apply(event);
        deltas = 0;
        events.accept(event);
    }

    /** Tells what can no longer be recorded. */
    void tellUnrecorded(Function<Stamp, AgentEvent> make) {
        events.accept(make.apply(state.stamp(state.steps(), state.usage(), state.repairs(), clock.instant())));
    }

    /** Tells a delta, which is no record. */
    void delta(int step, Function<Stamp, AgentEvent> make) {
        deltas++;
        events.accept(make.apply(state.deltaStamp(deltas, step, clock.instant())));
    }
}
