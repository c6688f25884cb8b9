package dev.qwen4j.agent.hermes;

import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionChoice;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/** A transcript as the messages of a conversation. */
final class HermesMessages {
    private final FunctionFormat format;
    private final List<FunctionSpec> functions;
    private final int maxObservation;
    private final List<Message> messages = new ArrayList<>();
    private int calls;

    HermesMessages(FunctionFormat format, List<ToolSpec> tools, int maxObservation) {
        this.format = format;
        this.maxObservation = maxObservation;
        functions = tools.stream()
                .map(tool -> new FunctionSpec(tool.name(), tool.humanName(), tool.description(), tool.parameters()))
                .toList();
    }

    /** One with these functions, for what does not depend on what was said. */
    Conversation anyConversation() {
        return Conversation.of(List.of(Message.user("?"))).withFunctions(functions, FunctionChoice.AUTO);
    }

    Conversation conversation(Transcript transcript) {
        // Where nobody chose a system prompt, the model's own default is what it was trained on.
        if (!transcript.system().isEmpty() && !transcript.system().equals(ChatMl.DEFAULT_SYSTEM)) {
            messages.add(Message.system(transcript.system()));
        }
        for (Turn turn : transcript.turns()) {
            boolean last = turn == transcript.lastTurn();
            if (last || !turn.exchanges().isEmpty()) {
                messages.add(Message.user(turn.question()));
                turn.exchanges().forEach(exchange -> add(exchange, last));
            }
        }
        return Conversation.of(messages).withFunctions(functions, FunctionChoice.AUTO);
    }

    /** @param current whether its question is still open: then the model sees what it thought */
    private void add(Exchange exchange, boolean current) {
        Reply reply = reply(exchange.step());
        String reasoning = current ? reply.reasoning() : "";
        switch (exchange.step()) {
            case Step.FinalAnswer answer -> messages.add(new Message.Assistant(answer.answer(), reasoning, List.of()));
            case Step.Action action -> {
                String said = reply.calls().isEmpty() ? action.thought() : reply.content();
                List<FunctionCall> made = action.calls().stream()
                        .map(call -> new FunctionCall("call_" + ++calls, call.tool(), call.input()))
                        .toList();
                messages.add(new Message.Assistant(said, reasoning, made));
                for (int i = 0; i < made.size(); i++) {
                    messages.add(result(made.get(i), exchange.observations(), i));
                }
            }
            case Step.Malformed malformed -> {
                messages.add(new Message.Assistant(reply.content() + reply.unread(), reasoning, List.of()));
                messages.add(Message.user(shown(exchange.observation())));
            }
        }
    }

    private Message result(FunctionCall call, List<String> observations, int index) {
        String text = observations.isEmpty() ? "" : observations.get(Math.min(index, observations.size() - 1));
        return new Message.FunctionResult(call.id(), call.name(), shown(text));
    }

    private Reply reply(Step step) {
        ReplyReader reader = format.reader(anyConversation(), ReplyReader.Listener.NONE);
        reader.read(step.text());
        return reader.finish(FinishReason.END_OF_TEXT);
    }

    /** A tool's output as the model is shown it. */
    private String shown(String output) {
        return HermesForgery.defuse(Excerpt.ends(output.strip(), maxObservation));
    }
}
