package dev.qwen4j.agent;

/**
 * How a run is led.
 *
 * @param constrain whether the model is held to the protocol's format while it writes
 * @param overflow what becomes of a conversation that is too long
 */
public record AgentOptions(Constrain constrain, Overflow overflow) {
    /** Held to the format where the model can be; what is too long is summed up. */
    public static final AgentOptions DEFAULT = new AgentOptions(Constrain.AUTO, Overflow.SUMMARIZE);

    /** The same, held otherwise. */
    public AgentOptions with(Constrain value) {
        return new AgentOptions(value, overflow);
    }

    /** The same with another end of what is too long. */
    public AgentOptions with(Overflow value) {
        return new AgentOptions(constrain, value);
    }
}
