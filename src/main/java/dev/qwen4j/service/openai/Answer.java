package dev.qwen4j.service.openai;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.chat.Reply;

/**
 * What the model replied, and how that ended.
 *
 * @param tokens those that were not told yet
 */
record Answer(Reply reply, Completion completion, ScoredTokens tokens) {
    /** What is said to the user. What began like a call but is none is shown where there is nothing better. */
    String content() {
        return reply.calls().isEmpty() ? reply.content() + reply.unread() : reply.content();
    }

    boolean isCut() {
        return completion.finishReason() == FinishReason.LENGTH;
    }
}
