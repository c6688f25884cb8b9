package dev.qwen4j.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Usage;
import java.util.List;

/**
 * What happens during a run, in order: {@code Started}, then for each step deltas of its thought followed by an action
 * and its observation, or by deltas of the answer; {@code Tokens} after each model call; {@code Problem} when the run
 * fails; and always {@code Done} last.
 *
 * <p>Steps are numbered from 1.
 */
public sealed interface AgentEvent {
    /** The name of the event on the wire. */
    String name();

    record Started(String runId, String model, List<String> tools, String question) implements AgentEvent {
        @Override
        public String name() {
            return "run";
        }
    }

    record Thought(int step, String delta) implements AgentEvent {
        @Override
        public String name() {
            return "thought";
        }
    }

    /**
     * @param tool the tool's name; as the model wrote it if there is no such tool
     * @param input the arguments as the model wrote them
     * @param arguments the same as read by the host; empty if they could not be read
     */
    record Action(int step, String tool, String input, ObjectNode arguments) implements AgentEvent {
        @Override
        public String name() {
            return "action";
        }
    }

    /**
     * What the model is shown in return.
     *
     * @param tool as in the action before; empty if the model wrote no readable action
     * @param failed whether the call was refused or failed; {@code text} then says why
     */
    record Observation(int step, String tool, String text, boolean failed) implements AgentEvent {
        @Override
        public String name() {
            return "observation";
        }
    }

    record Answer(String delta) implements AgentEvent {
        @Override
        public String name() {
            return "answer";
        }
    }

    /** Tokens of one model call. */
    record Tokens(int step, Usage usage) implements AgentEvent {
        @Override
        public String name() {
            return "usage";
        }
    }

    record Problem(String message) implements AgentEvent {
        @Override
        public String name() {
            return "error";
        }
    }

    record Done(Outcome outcome) implements AgentEvent {
        @Override
        public String name() {
            return "done";
        }
    }
}
