package dev.qwen4j.service;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.ApprovalPolicy;
import dev.qwen4j.tools.Risk;
import java.util.List;

/**
 * How freely the model writes, and how readily that is carried out.
 *
 * @param options how runs are led
 * @param strict whether what could be read only with a repair is written again
 * @param askRepaired whether such a call needs consent if it writes or runs code
 * @param askFor risks of which every call needs consent, besides what always does
 */
public record Caution(AgentOptions options, boolean strict, boolean askRepaired, List<Risk> askFor) {
    /**
     * Runs are led as {@link AgentOptions#DEFAULT} has it; repairs are carried out; consent is needed as
     * {@link ApprovalPolicy#DEFAULT} has it.
     */
    public static final Caution DEFAULT = new Caution(AgentOptions.DEFAULT, false, false, List.of());

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
        Agent asking = agent.with(policy()).with(options);
        return strict ? asking.strict() : asking;
    }
}
