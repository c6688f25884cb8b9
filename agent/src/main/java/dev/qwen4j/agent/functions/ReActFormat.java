package dev.qwen4j.agent.functions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionChoice.Which;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.Optional;

/**
 * Functions by way of ReAct text, which any chat model can follow and Qwen's first ones were trained on. One call in a
 * reply. Immutable and thread-safe.
 *
 * <p>Source: {@code parse_messages} and {@code parse_response} in Qwen's {@code openai_api.py}, whose rules it keeps: the
 * functions are described once, in the last turn that is history, or in the question if there is none. The thought before
 * a call is the reply's content, the thought before an answer its reasoning.
 */
public final class ReActFormat implements FunctionFormat {
    /** Results come from the caller, who knows how much is too much. */
    private static final int MAX_RESULT = Integer.MAX_VALUE;

    private final ReAct react;
    private final ChatTemplate template;

    /**
     * In the usual wording.
     *
     * @param template of the model, frames the turns
     */
    public ReActFormat(ChatTemplate template) {
        this(ReActProfile.DEFAULT, template);
    }

    /** @param template of the model, frames the turns */
    public ReActFormat(ReActProfile profile, ChatTemplate template) {
        react = new ReAct(new ReActPrompt(profile, MAX_RESULT));
        this.template = template;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if the parameters of a function are no JSON Schema of type object
     */
    @Override
    public Prompt render(Conversation conversation) {
        return dialogue(conversation).render(template);
    }

    Dialogue dialogue(Conversation conversation) {
        return Turns.of(conversation.messages(), tools(conversation), react.prompt(), begun(conversation));
    }

    @Override
    public List<String> stopWords(Conversation conversation) {
        return react.stopWords(tools(conversation));
    }

    /**
     * Holds required calls to offered functions and their parameters, and answers to their form where there is no
     * function.
     */
    @Override
    public Optional<Grammar> grammar(Conversation conversation, Optional<Grammar> answer) {
        return switch (conversation.choice().which()) {
            case Which.Auto auto -> conversation.functions().isEmpty() ? answer : Optional.empty();
            case Which.None none -> answer;
            case Which.Required required ->
                Optional.of(Grammar.choice(tools(conversation).stream()
                        .map(tool -> Grammar.sequence(
                                Grammar.literal(" " + tool.name() + "\nAction Input: "), arguments(tool)))
                        .toArray(Grammar[]::new)));
            case Which.Named named ->
                tools(conversation).stream()
                        .filter(tool -> tool.name().equals(named.function()))
                        .map(tool -> Grammar.sequence(Grammar.literal(" "), arguments(tool)))
                        .findFirst();
        };
    }

    private static Grammar arguments(ToolSpec tool) {
        return JsonSchemaGrammar.of(tool.parameters(), JsonStyle.DEFAULT);
    }

    @Override
    public ReplyReader reader(Conversation conversation, ReplyReader.Listener listener) {
        List<ToolSpec> tools = tools(conversation);
        String begun = begun(conversation);
        boolean afterObservation =
                begun.isEmpty() && conversation.messages().getLast() instanceof Message.FunctionResult;
        StepListener steps = new StepListener(listener);
        Protocol.Reader reader = react.reader(tools, afterObservation, steps);
        reader.read(begun);
        return new StepReader(tools, reader, steps);
    }

    /** What the host writes of a call that has to be made. */
    private static String begun(Conversation conversation) {
        return switch (conversation.choice().which()) {
            case Which.Auto auto -> "";
            case Which.None none -> "";
            case Which.Required required -> "Action:";
            case Which.Named named -> "Action: " + named.function() + "\nAction Input:";
        };
    }

    private static List<ToolSpec> tools(Conversation conversation) {
        return conversation.offered().stream().map(ReActFormat::tool).toList();
    }

    private static ToolSpec tool(FunctionSpec function) {
        ObjectNode parameters = function.parameters().isEmpty() ? none() : function.parameters();
        return new ToolSpec(function.name(), function.humanName(), function.description(), parameters, Risk.READ);
    }

    private static ObjectNode none() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        schema.putArray("required");
        return schema;
    }
}
