package dev.qwen4j.service;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.ApprovalPolicy;
import dev.qwen4j.agent.Constrain;
import dev.qwen4j.tools.Risk;
import java.util.List;

/**
 * How freely the model writes, and how readily that is carried out.
 *
 * @param constrain whether the model is held to the format of its steps while it writes
 * @param strict whether what could be read only with a repair is written again
 * @param askRepaired whether such a call needs consent if it writes or runs code
 * @param askFor risks of which every call needs consent, besides what always does
 */
public record Caution(Constrain constrain, boolean strict, boolean askRepaired, List<Risk> askFor) {
    /** The model is held where it can be; repairs are carried out; consent is needed as {@link ApprovalPolicy#DEFAULT} has it. */
    public static final Caution DEFAULT = new Caution(Constrain.AUTO, false, false, List.of());

    public Caution {
        askFor = List.copyOf(askFor);
    }

    /** Which calls need consent. */
    public ApprovalPolicy policy() {
        ApprovalPolicy policy = ApprovalPolicy.DEFAULT.askingFor(askFor.toArray(Risk[]::new));
        return askRepaired ? policy.askingForRepaired() : policy;
    }

    /** The same agent with this caution. */
    public Agent of(Agent agent) {
        Agent asking = agent.with(policy()).with(AgentOptions.DEFAULT.with(constrain));
        return strict ? asking.strict() : asking;
    }
}
