package dev.qwen4j.agent;

import dev.qwen4j.model.FinishReason;
import java.util.List;

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

    /** Decide about one of the calls that the model asked for in a step, from 0. */
    record Ask(int call) implements Next {}

    /** Make calls that are written down; several at once only read. */
    record Call(List<AgentEvent.Action> actions) implements Next {}

    /** Deal with calls that were written down and maybe begun, but of which there is no receipt. */
    record Lost(List<AgentEvent.Action> actions) implements Next {}
}
