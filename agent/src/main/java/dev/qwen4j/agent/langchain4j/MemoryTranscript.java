package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.ChatMemory;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A conversation of the loop as messages of LangChain4j and back, and with it a {@link ChatMemory}, whatever store it
 * is in, as the loop's memory.
 */
public final class MemoryTranscript {
    private MemoryTranscript() {}

    /**
     * Answers a question with what {@code memory} holds, and adds question, calls, results and answer to it.
     *
     * @return as {@link Agent#run(Transcript, Consumer)}; what was said is in the memory unless the run waits
     * @throws UnsupportedFeatureException if the memory holds more than text and calls
     */
    public static Outcome run(Agent agent, ChatMemory memory, String question, Consumer<AgentEvent> events) {
        Outcome outcome = agent.run(read(memory.messages()).ask(question), events);
        if (!(outcome instanceof Outcome.Waiting)) {
            add(memory, outcome);
        }
        return outcome;
    }

    /** Adds the last turn of a run that has ended, as after {@link Agent#answer}. */
    public static void add(ChatMemory memory, Outcome outcome) {
        Transcript.Turn turn = outcome.transcript().lastTurn();
        List<ChatMessage> messages = write(turn);
        boolean answered =
                !turn.exchanges().isEmpty() && turn.exchanges().getLast().step() instanceof Step.FinalAnswer;
        if (!answered) {
            messages.add(AiMessage.from(outcome.answer()));
        }
        messages.forEach(memory::add);
    }

    /**
     * The conversation that the messages are.
     *
     * @throws UnsupportedFeatureException if they hold more than text and calls
     */
    public static Transcript read(List<ChatMessage> messages) {
        Transcript transcript = Transcript.empty();
        List<ToolExecutionRequest> open = new ArrayList<>();
        for (ChatMessage message : messages) {
            switch (message) {
                case SystemMessage system -> transcript = new Transcript(system.text(), transcript.turns());
                case UserMessage user -> {
                    if (!user.hasSingleText()) {
                        throw new UnsupportedFeatureException("only text is supported in a message of the user");
                    }
                    transcript = transcript.ask(user.singleText());
                }
                case AiMessage ai when ai.hasToolExecutionRequests() -> open.addAll(ai.toolExecutionRequests());
                case AiMessage ai ->
                    transcript = transcript.plus(Step.FinalAnswer.of(ai.text() == null ? "" : ai.text()), "");
                case ToolExecutionResultMessage result -> {
                    int call = indexOf(open, result);
                    if (call >= 0) {
                        transcript = transcript.plus(action(open.remove(call)), text(result));
                    }
                }
                default ->
                    throw new UnsupportedFeatureException("messages of type " + message.type() + " are not supported");
            }
        }
        return transcript;
    }

    private static String text(ToolExecutionResultMessage result) {
        if (!result.hasSingleText()) {
            throw new UnsupportedFeatureException("non-text content is not supported in a tool's result");
        }
        return result.text();
    }

    /** The call of a result; results without an id belong to calls in order. */
    private static int indexOf(List<ToolExecutionRequest> open, ToolExecutionResultMessage result) {
        for (int i = 0; i < open.size(); i++) {
            if (result.id() != null && result.id().equals(open.get(i).id())) {
                return i;
            }
        }
        return result.id() == null && !open.isEmpty() ? 0 : -1;
    }

    private static Step action(ToolExecutionRequest call) {
        String input = call.arguments() == null ? "{}" : call.arguments();
        return new Step.Action("", call.name(), input, "Thought:\nAction: " + call.name() + "\nAction Input: " + input);
    }

    /** What was said in a turn; steps that could not be carried out are left out. */
    public static List<ChatMessage> write(Transcript.Turn turn) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(UserMessage.from(turn.question()));
        int calls = 0;
        for (Exchange exchange : turn.exchanges()) {
            switch (exchange.step()) {
                case Step.Action action -> {
                    List<ToolExecutionRequest> requests = new ArrayList<>();
                    for (Step.Call call : action.calls()) {
                        requests.add(ToolExecutionRequest.builder()
                                .id("call_" + ++calls)
                                .name(call.tool())
                                .arguments(call.input())
                                .build());
                    }
                    messages.add(AiMessage.from(requests));
                    for (int i = 0; i < requests.size(); i++) {
                        List<String> observed = exchange.observations();
                        String text = i < observed.size() ? observed.get(i) : "";
                        messages.add(ToolExecutionResultMessage.from(requests.get(i), text));
                    }
                }
                case Step.FinalAnswer answer -> messages.add(AiMessage.from(answer.answer()));
                case Step.Malformed malformed -> {}
            }
        }
        return messages;
    }
}
