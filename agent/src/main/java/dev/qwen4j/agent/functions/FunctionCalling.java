package dev.qwen4j.agent.functions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.tools.JsonArguments;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.UUID;

/**
 * Lets a client call functions through a model that writes ReAct text. Immutable and thread-safe.
 *
 * <p>Source: {@code parse_messages} and {@code parse_response} in Qwen's {@code openai_api.py}, whose rules it keeps: the
 * functions are described once, in the last turn that is history, or in the question if there is none.
 */
public final class FunctionCalling {
    /** Results come from the caller, who knows how much is too much. */
    private static final int MAX_RESULT = Integer.MAX_VALUE;

    private final List<ToolSpec> functions;
    private final ToolRegistry registry;
    private final ReAct react;

    /**
     * @param functions what the client offers; empty for plain chat
     * @throws IllegalArgumentException if two have the same name or the parameters of one cannot be checked
     */
    public FunctionCalling(ReActProfile profile, List<ToolSpec> functions) {
        this.functions = List.copyOf(functions);
        registry = new ToolRegistry(
                this.functions.stream().<Tool>map(Declared::new).toList());
        react = new ReAct(new ReActPrompt(profile, MAX_RESULT));
    }

    /**
     * The prompt whose continuation answers {@code messages}.
     *
     * @throws IllegalArgumentException if the order of the roles makes no conversation; the message says where
     */
    public Prompt prompt(List<FunctionMessage> messages, ChatTemplate template) {
        return dialogue(messages).render(template);
    }

    Dialogue dialogue(List<FunctionMessage> messages) {
        return Conversation.of(messages, functions, react.prompt());
    }

    /** Where generation has to end, besides the client's own stop words. */
    public List<String> stopWords() {
        return react.stopWords(functions);
    }

    /** Reads the continuation of the prompt for {@code messages}; its step goes to {@link #reply}. */
    public Protocol.Reader reader(List<FunctionMessage> messages, Protocol.Listener listener) {
        return react.reader(functions, messages.getLast() instanceof FunctionMessage.Result, listener);
    }

    /** What the client is told of a step. Arguments are put into JSON where that is possible without guessing. */
    public Reply reply(Step step) {
        return switch (step) {
            case Step.FinalAnswer answer -> new Reply(answer.answer(), List.of());
            case Step.Action action -> new Reply(action.thought(), List.of(call(action)));
            case Step.Malformed malformed ->
                new Reply(malformed.thought().isEmpty() ? malformed.text() : malformed.thought(), List.of());
        };
    }

    private FunctionCall call(Step.Action action) {
        String id = "call_" + UUID.randomUUID().toString().replace("-", "");
        String name =
                registry.find(action.tool()).map(tool -> tool.spec().name()).orElse(action.tool());
        String arguments = switch (registry.read(action.tool(), action.input())) {
            case ToolCall.Ready ready -> ReActPrompt.json(ready.arguments());
            case ToolCall.Refused refused -> readable(action);
        };
        return new FunctionCall(id, name, arguments);
    }

    /** Arguments that do not fit the function: the client may still read them. */
    private String readable(Step.Action action) {
        return registry.find(action.tool())
                .map(tool -> JsonArguments.read(action.input(), tool.spec().parameters()))
                .map(read -> switch (read) {
                    case JsonArguments.Read object -> ReActPrompt.json(object.arguments());
                    case JsonArguments.Complaint ignored -> action.input();
                })
                .orElse(action.input());
    }

    /** A function of the client's, which is not ours to call. */
    private record Declared(ToolSpec spec) implements Tool {
        @Override
        public String call(ObjectNode arguments) {
            throw new ToolException(spec.name() + " is called by the client");
        }
    }
}
