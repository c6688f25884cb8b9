package dev.qwen4j.agent.hermes;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.tools.Ending;
import dev.qwen4j.tools.Repair;
import java.util.List;
import java.util.Set;

/**
 * Reads a reply as a step. A thought is told as it comes; what is said besides is the answer only if no call follows, and
 * told when that is known.
 */
final class HermesStepReader implements Protocol.Reader {
    private final ReplyReader reader;
    private final Protocol.Listener listener;
    private final StringBuilder text = new StringBuilder();

    HermesStepReader(FunctionFormat format, Conversation conversation, Protocol.Listener listener) {
        this.listener = listener;
        reader = format.reader(conversation, new ReplyReader.Listener() {
            @Override
            public void reasoning(String delta) {
                listener.thought(delta);
            }
        });
    }

    @Override
    public void read(String piece) {
        text.append(piece);
        reader.read(piece);
    }

    @Override
    public Step finish(FinishReason reason) {
        Reply reply = reader.finish(reason);
        if (!reply.calls().isEmpty()) {
            return action(reply, reason);
        }
        if (!reply.unread().isEmpty()) {
            String complaint = reason == FinishReason.LENGTH
                    ? "the call was cut off: write less"
                    : "the call is not valid JSON: write one object with name and arguments between <tool_call> and"
                            + " </tool_call>";
            return new Step.Malformed(thought(reply), complaint, text.toString());
        }
        if (!reply.content().isEmpty()) {
            listener.answer(reply.content());
        }
        return new Step.FinalAnswer(reply.reasoning(), reply.content(), text.toString());
    }

    private Step action(Reply reply, FinishReason reason) {
        Ending ending = reason == FinishReason.LENGTH ? Ending.FOLLOWED : Ending.STOPPED;
        List<Step.Call> calls = reply.calls().stream()
                .map(call -> new Step.Call(call.name(), call.arguments(), ending))
                .toList();
        Set<Repair> repairs = reply.unread().isEmpty() ? Set.of() : Set.of(Repair.TEXT_AFTER_ACTION);
        return new Step.Action(thought(reply), calls, text.toString(), new Step.Notes(repairs, reply.unread()));
    }

    /** What was thought, and what was said before the call. */
    private String thought(Reply reply) {
        String said =
                reply.content().isEmpty() || reply.reasoning().isEmpty() ? reply.content() : "\n\n" + reply.content();
        if (!said.isEmpty()) {
            listener.thought(said);
        }
        return reply.reasoning() + said;
    }
}
