package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The loop as a chat model of LangChain4j: it answers the last message with its own tools and gives the answer. For
 * {@code AiServices} and whatever else takes a {@link ChatModel}. Thread-safe.
 *
 * <p>Tools of a request are offered beside the agent's own. A call of one ends the run and is the response: the caller
 * makes it, and the loop goes on with the request that brings its result. What the agent's own tools brought before
 * such a call is in the journal, and not in the caller's messages.
 *
 * <p>Calls that need consent should be denied or allowed by the agent's policy: nobody can be asked here. Calls of the
 * caller's tools are the caller's to decide about.
 */
public final class AgentChatModel implements ChatModel {
    private final AgentChat chat;
    private final Consumer<AgentEvent> events;

    /** Tells nobody of what happens on the way. */
    public AgentChatModel(Agent agent) {
        this(agent, event -> {});
    }

    /** @param events told of each run's events, of several runs at once if so many are asked for */
    public AgentChatModel(Agent agent, Consumer<AgentEvent> events) {
        this.chat = new AgentChat(agent);
        this.events = events;
    }

    /**
     * @throws UnsupportedFeatureException if the request holds more than text, or demands a call
     * @throws IllegalArgumentException if the last message is neither the user's nor a tool's result, or two tools have
     *     the same name
     * @throws LangChain4jException if the run ends without an answer; the message says why
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        chat.requireReadable(request);
        return chat.run(request, events);
    }

    /** Answers fit a JSON Schema where the model can be held to it. */
    @Override
    public Set<Capability> supportedCapabilities() {
        return chat.holdsToSchema() ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
    }
}
