package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;

/** Reads plain chat: all of it is the answer. */
final class PlainReader implements Protocol.Reader {
    private final StringBuilder text = new StringBuilder();
    private final Deltas answer;

    PlainReader(Protocol.Listener listener) {
        answer = new Deltas(listener::answer);
    }

    @Override
    public void read(String piece) {
        text.append(piece);
        answer.add(piece);
    }

    @Override
    public Step finish(FinishReason reason) {
        return new Step.FinalAnswer("", answer.text(), text.toString().strip());
    }
}
