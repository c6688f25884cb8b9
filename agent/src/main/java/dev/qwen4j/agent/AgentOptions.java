package dev.qwen4j.agent;

/**
 * How a run is led.
 *
 * @param constrain whether the model is held to the protocol's format while it writes
 */
public record AgentOptions(Constrain constrain) {
    /** Held to the format where the model can be. */
    public static final AgentOptions DEFAULT = new AgentOptions(Constrain.AUTO);

    /** The same, held otherwise. */
    public AgentOptions with(Constrain value) {
        return new AgentOptions(value);
    }
}
