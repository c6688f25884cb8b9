package dev.qwen4j.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens during a run, in order. Every event but the deltas {@link Thought} and {@link Answer} is a record of the
 * run's journal and was written down before anybody hears of it; the journal holds them in the order in which they are
 * told, and nothing else.
 */
public sealed interface AgentEvent {
    Stamp stamp();

    /** The name of the event on the wire. */
    String name();

    /** Steps are numbered from 1; 0 before the first. */
    default int step() {
        return stamp().step();
    }

    /**
     * Where in which run an event belongs.
     *
     * @param number of the record in the run's journal, from 1; of a delta, that of the record before it
     * @param delta 0 for a record, else the how manieth delta after it
     * @param usage tokens of the run so far
     * @param repairs codes of the faults that were tolerated in what the model wrote in this step
     */
    record Stamp(String runId, int number, int delta, int step, Instant time, Usage usage, List<String> repairs) {
        public Stamp {
            repairs = List.copyOf(repairs);
        }

        /** Tells events of a run apart and puts them in order: {@code 7}, or {@code 7.3} for a delta. */
        public String id() {
            return delta == 0 ? String.valueOf(number) : number + "." + delta;
        }
    }

    /**
     * The run begins.
     *
     * @param tools names of the tools that are offered
     * @param transcript the conversation; ends in the question
     * @param forkedFrom the run whose steps come first, unchanged or edited; null if this one is on its own
     */
    record Started(
            Stamp stamp,
            String model,
            List<String> tools,
            Transcript transcript,
            GenerationConfig sampling,
            AgentLimits limits,
            AgentOptions options,
            @Nullable String forkedFrom)
            implements AgentEvent {
        public Started {
            tools = List.copyOf(tools);
        }

        public String question() {
            return transcript.lastTurn().question();
        }

        @Override
        public String name() {
            return "run";
        }
    }

    /** A piece of the thought that is being written. */
    record Thought(Stamp stamp, String delta) implements AgentEvent {
        @Override
        public String name() {
            return "thought";
        }
    }

    /** A piece of the answer that is being written. */
    record Answer(Stamp stamp, String delta) implements AgentEvent {
        @Override
        public String name() {
            return "answer";
        }
    }

    /**
     * All that the model wrote in one call.
     *
     * @param opening what the host had written before it, which the model continued; empty but for a last answer
     * @param duration of the call
     */
    record Written(Stamp stamp, String opening, Completion completion, Duration duration) implements AgentEvent {
        @Override
        public String name() {
            return "written";
        }
    }

    /**
     * What the model wrote cannot be carried out; it is told why and tries again. Once it succeeds, it does not see this
     * try any more.
     *
     * @param tool empty if none was named
     */
    record Retry(Stamp stamp, String tool, String complaint) implements AgentEvent {
        @Override
        public String name() {
            return "retry";
        }
    }

    /**
     * A call waits for consent; unless it is given at once, the run ends in {@link Outcome.Waiting}.
     *
     * @param reason why somebody is asked
     */
    record ApprovalNeeded(
            Stamp stamp, String callId, String tool, String input, ObjectNode arguments, Risk risk, String reason)
            implements AgentEvent {
        @Override
        public String name() {
            return "approval_needed";
        }
    }

    /** Somebody answered. */
    record ApprovalGiven(Stamp stamp, Approval approval) implements AgentEvent {
        @Override
        public String name() {
            return "approval";
        }
    }

    /**
     * A tool is about to be called.
     *
     * @param callId names the call within the run
     * @param input the arguments as the model wrote them
     * @param arguments the same as read by the host
     */
    record Action(Stamp stamp, String callId, String tool, String input, ObjectNode arguments) implements AgentEvent {
        @Override
        public String name() {
            return "action";
        }
    }

    /**
     * The receipt of a call: what the model is shown in return.
     *
     * @param callId of the action before; if there is none, the call was not made
     * @param output its text is what the model is shown, the rest is for people; if it is an answer, the run ends with it
     * @param duration of the call
     */
    record Observation(Stamp stamp, String callId, String tool, ToolOutput output, Status status, Duration duration)
            implements AgentEvent {
        @Override
        public String name() {
            return "observation";
        }

        public String text() {
            return output.text();
        }

        /** Whether the call was not made or failed; the text then says why. */
        public boolean failed() {
            return status != Status.OK;
        }

        /** How a call ended. */
        public enum Status {
            OK,
            FAILED,
            /** The tool was at work for too long. It was told to stop; what it had done by then is not known. */
            TIMED_OUT,
            /** Not made: the same call was made before. */
            REPEATED,
            /** Not made: there is no such tool, or the arguments do not fit it. Other calls of the step could be made. */
            REFUSED,
            /** Not made: the policy or somebody who was asked said no. */
            DENIED,
            /** The process ended during the call. It was not made again, as nobody knows what it had done by then. */
            INTERRUPTED
        }
    }

    /** The conversation no longer fits into the model's context: from now on it sees less of it. */
    record Reduced(Stamp stamp, Reduction reduction) implements AgentEvent {
        @Override
        public String name() {
            return "context_reduced";
        }
    }

    /**
     * Shortening observations was not enough: the model summed up the oldest steps, and from now on sees the sum instead.
     *
     * @param reduction what it sees from now on
     * @param completion what it wrote
     * @param duration of the call
     */
    record Summarized(Stamp stamp, Reduction reduction, Completion completion, Duration duration)
            implements AgentEvent {
        @Override
        public String name() {
            return "context_summarized";
        }
    }

    /** A limit was reached; what follows is a last answer, if there is one. */
    record BudgetSpent(Stamp stamp, Budget budget, String message) implements AgentEvent {
        @Override
        public String name() {
            return "budget_spent";
        }
    }

    /** The run goes on after it was cancelled or its process ended. */
    record Resumed(Stamp stamp) implements AgentEvent {
        @Override
        public String name() {
            return "resumed";
        }
    }

    /** Why the run fails. */
    record Problem(Stamp stamp, Outcome.Cause cause, String message) implements AgentEvent {
        @Override
        public String name() {
            return "error";
        }
    }

    /** The run has ended. */
    record Done(Stamp stamp, Outcome outcome) implements AgentEvent {
        @Override
        public String name() {
            return "done";
        }
    }
}
