package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.agent.hermes.Hermes;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.chat.JsonAnswer;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A request of LangChain4j's as a run of an agent, and how that ended as its response. */
record AgentChat(Agent agent) {
    /** Whether an answer is held to a JSON Schema while it is written. */
    boolean holdsToSchema() {
        return agent.model().followsGrammars() && agent.protocol() instanceof Hermes;
    }

    /**
     * @throws UnsupportedFeatureException if the request holds more than text, or demands a call
     * @throws IllegalArgumentException if nothing is asked, or a tool of the request is called like one of the agent's
     */
    void requireReadable(ChatRequest request) {
        ChatMessage last = request.messages().getLast();
        if (!(last instanceof UserMessage) && !(last instanceof ToolExecutionResultMessage)) {
            throw new IllegalArgumentException(
                    "the last message must be the user's or a tool's result but is " + last.type());
        }
        if (request.toolChoice() == ToolChoice.REQUIRED) {
            throw new UnsupportedFeatureException("a call cannot be demanded of an agent");
        }
        MemoryTranscript.read(request.messages());
    }

    /**
     * Runs the agent.
     *
     * @throws LangChain4jException if the run ends without an answer; the message says why
     */
    ChatResponse run(ChatRequest request, Consumer<AgentEvent> events) {
        List<Tool> callers = new ArrayList<>();
        if (request.toolChoice() != ToolChoice.NONE) {
            request.toolSpecifications().forEach(tool -> callers.add(CallersTool.of(tool)));
        }
        Calls calls = new Calls(callers);
        Transcript transcript = MemoryTranscript.read(request.messages());
        Optional<JsonAnswer> json = json(request.responseFormat());
        Agent asked = withTools(callers);
        if (json.isPresent()) {
            transcript =
                    instructed(transcript, json.get(), !asked.tools().specs().isEmpty());
            asked = asked.with(held(asked, json.get()));
        }
        Outcome outcome = asked.run(transcript, event -> {
            calls.hear(event);
            events.accept(event);
        });
        return response(outcome, calls.requests);
    }

    private Agent withTools(List<Tool> callers) {
        if (callers.isEmpty()) {
            return agent;
        }
        List<Tool> tools = new ArrayList<>(agent.tools().tools());
        tools.addAll(callers);
        return agent.with(new ToolRegistry(tools));
    }

    private GenerationConfig held(Agent asked, JsonAnswer json) {
        return agent.model().followsGrammars() && asked.protocol() instanceof Hermes hermes
                ? asked.sampling()
                        .withGrammar(hermes.answers(asked.tools().specs(), json.grammar())
                                .orElse(null))
                : asked.sampling();
    }

    private static Optional<JsonAnswer> json(ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return Optional.empty();
        }
        return Optional.of(new JsonAnswer(
                format.jsonSchema() == null
                        ? null
                        : CallersTool.schema(format.jsonSchema().rootElement())));
    }

    private static Transcript instructed(Transcript transcript, JsonAnswer json, boolean withTools) {
        Turn last = transcript.lastTurn();
        String question = json.instruct(List.of(Message.user(last.question())), withTools)
                .getFirst()
                .content();
        List<Turn> turns = new ArrayList<>(transcript.turns());
        turns.set(turns.size() - 1, new Turn(question, last.exchanges()));
        return new Transcript(transcript.system(), turns);
    }

    /** The calls that are left to the caller. */
    private static final class Calls {
        private final Set<String> callers = new HashSet<>();
        private final List<ToolExecutionRequest> requests = new ArrayList<>();
        private String runId = "";

        Calls(List<Tool> tools) {
            tools.forEach(tool -> callers.add(tool.spec().name()));
        }

        void hear(AgentEvent event) {
            runId = event.stamp().runId();
            if (event instanceof AgentEvent.Action action && callers.contains(action.tool())) {
                requests.add(ToolExecutionRequest.builder()
                        .id(runId + "-" + action.callId())
                        .name(action.tool())
                        .arguments(action.arguments().toString())
                        .build());
            }
        }
    }

    private static ChatResponse response(Outcome outcome, List<ToolExecutionRequest> calls) {
        AiMessage message = calls.isEmpty() ? AiMessage.from(outcome.answer()) : AiMessage.from(calls);
        return ChatResponse.builder()
                .aiMessage(message)
                .finishReason(calls.isEmpty() ? reason(outcome) : FinishReason.TOOL_EXECUTION)
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
