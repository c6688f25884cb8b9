package dev.qwen4j.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;

/**
 * Decides which calls are made, which are not, and which need somebody's consent. Thread-safe; must not block: a run
 * that needs consent is put aside.
 */
@FunctionalInterface
public interface ApprovalPolicy {
    /** What is decided about. */
    enum Decision {
        ALLOW,
        ASK,
        DENY
    }

    /**
     * A call that the model asks for.
     *
     * @param afterNetwork whether the model has read what a tool of {@link Risk#NETWORK} brought, in this run or earlier
     *     in the conversation: strangers may have told it what to do
     * @param repairs codes of the faults that were tolerated in the call as the model wrote it
     */
    record Request(ToolSpec tool, ObjectNode arguments, boolean afterNetwork, List<String> repairs) {
        public Request {
            repairs = List.copyOf(repairs);
        }

        boolean changesThings() {
            return tool.risk() == Risk.WRITE || tool.risk() == Risk.EXEC;
        }
    }

    Decision decide(Request request);

    /** Asks before a tool writes or runs code once strangers' text was read; allows everything else. */
    ApprovalPolicy DEFAULT =
            request -> request.afterNetwork() && request.changesThings() ? Decision.ASK : Decision.ALLOW;

    /** Allows every call. */
    ApprovalPolicy ALLOW_ALL = request -> Decision.ALLOW;

    /** This policy where nobody can be asked: what it would ask for is denied. */
    default ApprovalPolicy denyingInsteadOfAsking() {
        return request -> {
            Decision decision = decide(request);
            return decision == Decision.ASK ? Decision.DENY : decision;
        };
    }

    /** This policy, and consent also for calls of the given risks. */
    default ApprovalPolicy askingFor(Risk... risks) {
        List<Risk> asked = List.of(risks);
        return request -> {
            Decision decision = decide(request);
            return decision == Decision.ALLOW && asked.contains(request.tool().risk()) ? Decision.ASK : decision;
        };
    }

    /** This policy, and consent also for calls that write or run code and could be read only after a repair. */
    default ApprovalPolicy askingForRepaired() {
        return request -> {
            Decision decision = decide(request);
            return decision == Decision.ALLOW
                            && request.changesThings()
                            && !request.repairs().isEmpty()
                    ? Decision.ASK
                    : decision;
        };
    }
}
