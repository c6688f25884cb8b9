package dev.qwen4j.agent.functions;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.model.chat.ReplyReader;

/**
 * Tells of a step as of a reply. A thought is kept until it is clear what it leads to: before an answer it is reasoning,
 * before a call it is said.
 */
final class StepListener implements Protocol.Listener {
    private final ReplyReader.Listener listener;
    private final StringBuilder thought = new StringBuilder();

    StepListener(ReplyReader.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void thought(String delta) {
        thought.append(delta);
    }

    @Override
    public void answer(String delta) {
        if (!thought.isEmpty()) {
            listener.reasoning(thought.toString());
            thought.setLength(0);
        }
        listener.content(delta);
    }

    /** The thought led to no answer. Returns who is to be told of the rest. */
    ReplyReader.Listener said(String content) {
        if (!content.isEmpty()) {
            listener.content(content);
        }
        return listener;
    }
}
