package dev.qwen4j.agent;

/**
 * Somebody's answer to the question whether a call may be made.
 *
 * @param callId as in {@link AgentEvent.ApprovalNeeded}
 * @param comment told to the model if the call may not be made; may be empty
 */
public record Approval(String callId, boolean allowed, String comment) {
    /** Consent. */
    public static Approval allow(String callId) {
        return new Approval(callId, true, "");
    }

    /** Refusal. */
    public static Approval deny(String callId, String comment) {
        return new Approval(callId, false, comment);
    }
}
