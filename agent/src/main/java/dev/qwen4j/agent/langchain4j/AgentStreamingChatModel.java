package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The same as {@link AgentChatModel}, told as it comes. Thread-safe. Each request has a virtual thread of its own;
 * failures go to {@code onError}, but for requests that are not supported, which throw at once.
 */
public final class AgentStreamingChatModel implements StreamingChatModel {
    private final AgentChat chat;
    private final Consumer<AgentEvent> events;

    /** Tells nobody but the handlers of what happens on the way. */
    public AgentStreamingChatModel(Agent agent) {
        this(agent, event -> {});
    }

    /** @param events told of each run's events, of several runs at once if so many are asked for */
    public AgentStreamingChatModel(Agent agent, Consumer<AgentEvent> events) {
        this.chat = new AgentChat(agent);
        this.events = events;
    }

    /**
     * @throws UnsupportedFeatureException if the request holds more than text, or demands a call
     * @throws IllegalArgumentException if the last message is neither the user's nor a tool's result
     */
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        chat.requireReadable(request);
        Thread.ofVirtual().name("qwen4j-agent-streaming").start(() -> stream(request, handler));
    }

    private void stream(ChatRequest request, StreamingChatResponseHandler handler) {
        try {
            ChatResponse response = chat.run(request, event -> {
                if (event instanceof AgentEvent.Answer answer) {
                    handler.onPartialResponse(answer.delta());
                }
                events.accept(event);
            });
            List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
            for (int i = 0; i < calls.size(); i++) {
                handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
            }
            handler.onCompleteResponse(response);
        } catch (LangChain4jException e) {
            handler.onError(e);
        } catch (RuntimeException e) {
            handler.onError(new LangChain4jException(e));
        }
    }

    /** Answers fit a JSON Schema where the model can be held to it. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return chat.holdsToSchema() ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
    }
}
