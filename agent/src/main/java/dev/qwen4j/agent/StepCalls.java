package dev.qwen4j.agent;

import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the model asks for in one step, in order, and what has become of them. Calls that follow on each
 * other and only read are made at once; any other waits for those before it. Not thread-safe.
 */
final class StepCalls {
    private static final String NOT_MADE = "Error: not made, because the run had to come to an end before";

    private final Step.Action action;
    private final int step;
    private final ToolRegistry tools;
    private final TreeMap<Integer, String> observed = new TreeMap<>();
    private final TreeMap<Integer, AgentEvent.Action> made = new TreeMap<>();
    private int considered;
    private @Nullable String answer;

    StepCalls(Step.Action action, int step, ToolRegistry tools) {
        this.action = action;
        this.step = step;
        this.tools = tools;
    }

    Step.Action action() {
        return action;
    }

    /** Names a call within the run. */
    String id(int call) {
        return "call_" + step + (call == 0 ? "" : "_" + (call + 1));
    }

    private int index(String id) {
        for (int call = 1; call < action.calls().size(); call++) {
            if (id.equals(id(call))) {
                return call;
            }
        }
        return 0;
    }

    void written(AgentEvent.Action written) {
        int call = index(written.callId());
        made.put(call, written);
        considered = Math.max(considered, call + 1);
    }

    void observed(AgentEvent.Observation observation) {
        int call = index(observation.callId());
        made.remove(call);
        observed.put(call, observation.text());
        considered = Math.max(considered, call + 1);
        if (observation.output().answer() && answer == null) {
            answer = observation.text();
        }
    }

    /** The call of this id, unless it was made or cannot be. */
    Optional<ToolCall.Ready> notMade(String id) {
        int call = index(id);
        return !made.containsKey(call) && action.calls().get(call).readBy(tools) instanceof ToolCall.Ready ready
                ? Optional.of(ready)
                : Optional.empty();
    }

    /** What has to be done next for these calls; empty if nothing has. */
    Optional<Next> next() {
        boolean more = considered < action.calls().size();
        boolean reading = made.keySet().stream().allMatch(this::isReading);
        if (more && (made.isEmpty() || (reading && isReading(considered)))) {
            return Optional.of(new Next.Ask(considered));
        }
        return made.isEmpty() ? Optional.empty() : Optional.of(new Next.Call(underWay()));
    }

    /** Calls that are written down and have no receipt. */
    List<AgentEvent.Action> underWay() {
        return List.copyOf(made.values());
    }

    private boolean isReading(int call) {
        return tools.find(action.calls().get(call).tool())
                .filter(tool -> tool.spec().risk() == Risk.READ)
                .isPresent();
    }

    /** Whether a call so far was of a tool with this risk, or of one that is not there any more. */
    boolean hasBeen(Risk risk) {
        return action.calls().subList(0, considered).stream()
                .anyMatch(call -> tools.find(call.tool())
                        .map(tool -> tool.spec().risk() == risk)
                        .orElse(true));
    }

    boolean isBegun() {
        return !observed.isEmpty();
    }

    /** One for each call, also of those that were not made any more. */
    List<String> observations() {
        List<String> all = new ArrayList<>();
        for (int call = 0; call < action.calls().size(); call++) {
            all.add(observed.getOrDefault(call, NOT_MADE));
        }
        return all;
    }

    /** The run's answer, if one of the calls gave it. */
    Optional<String> answer() {
        return Optional.ofNullable(answer);
    }
}
