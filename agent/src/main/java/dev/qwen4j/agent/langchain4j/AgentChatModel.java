package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import java.util.List;
import java.util.function.Consumer;

/**
 * The loop as a chat model of LangChain4j: it answers the last message with its own tools and gives the answer. For
 * {@code AiServices} and whatever else takes a {@link ChatModel}. Thread-safe.
 *
 * <p>Calls that need consent should be denied or allowed by the agent's policy: nobody can be asked here. Tools in a request
 * are refused, for the agent has its own.
 */
public final class AgentChatModel implements ChatModel {
    private final Agent agent;
    private final Consumer<AgentEvent> events;

    /** Tells nobody of what happens on the way. */
    public AgentChatModel(Agent agent) {
        this(agent, event -> {});
    }

    /** @param events told of each run's events, of several runs at once if so many are asked for */
    public AgentChatModel(Agent agent, Consumer<AgentEvent> events) {
        this.agent = agent;
        this.events = events;
    }

    /**
     * @throws UnsupportedFeatureException if the request holds tools or more than text
     * @throws IllegalArgumentException if the last message is not the user's
     * @throws LangChain4jException if the run ends without an answer; the message says why
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        if (!request.toolSpecifications().isEmpty()) {
            throw new UnsupportedFeatureException("tools in a request are not supported: give them to the agent");
        }
        List<ChatMessage> messages = request.messages();
        if (!(messages.getLast() instanceof UserMessage)) {
            throw new IllegalArgumentException("the last message must be the user's but is "
                    + messages.getLast().type());
        }
        Transcript transcript = MemoryTranscript.read(messages);
        Outcome outcome = agent.run(transcript, events);
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(outcome.answer()))
                .finishReason(reason(outcome))
                .tokenUsage(new TokenUsage(
                        outcome.usage().promptTokens(), outcome.usage().completionTokens()))
                .build();
    }

    private static FinishReason reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> FinishReason.STOP;
            case Outcome.OutOfBudget spent when spent.best() -> FinishReason.LENGTH;
            case Outcome.OutOfBudget spent -> throw new LangChain4jException(spent.answer());
            case Outcome.Cancelled cancelled -> throw new LangChain4jException(cancelled.answer());
            case Outcome.Failed failed -> throw new LangChain4jException(failed.answer());
            case Outcome.Waiting waiting -> throw new LangChain4jException(waiting.answer());
        };
    }
}
