package dev.qwen4j.agent;

import dev.qwen4j.model.FinishReason;

/** What a run has to do next. */
sealed interface Next {
    /** Have the model write a step. */
    record Generate() implements Next {}

    /** Have the model give its last answer, because a limit was reached. */
    record Close(Budget budget, String message) implements Next {}

    /** End without an answer, because the model gave none even then. */
    record GiveUp(Close close) implements Next {}

    /** Do what the model wrote. */
    record Take(Step step, FinishReason reason) implements Next {}

    /** Wait for somebody's answer. */
    record Await(AgentEvent.ApprovalNeeded needed) implements Next {}

    /** Do as somebody answered. */
    record Decided(AgentEvent.ApprovalNeeded needed, Approval approval) implements Next {}

    /** Make a call that is written down. */
    record Call(AgentEvent.Action action) implements Next {}

    /** Deal with a call that was written down, but of which there is no receipt. */
    record Lost(AgentEvent.Action action) implements Next {}
}
