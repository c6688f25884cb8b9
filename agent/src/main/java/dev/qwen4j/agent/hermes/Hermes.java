package dev.qwen4j.agent.hermes;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;
import java.util.Optional;

/**
 * The model's own format for functions as a protocol of the loop: {@code <tool_call>} of Qwen2.5 and Qwen3, several
 * calls in one step, thoughts that are not shown again once their question is answered.
 *
 * @param format of the model; not one that refuses functions
 * @param maxObservation characters of an observation that the model is shown; the middle of a longer one is left out
 */
public record Hermes(FunctionFormat format, int maxObservation) implements Protocol {
    private static final int SMALLEST_OBSERVATION = 100;

    public Hermes {
        if (maxObservation < SMALLEST_OBSERVATION) {
            throw new IllegalArgumentException(
                    "maxObservation must be at least " + SMALLEST_OBSERVATION + " but is " + maxObservation);
        }
    }

    @Override
    public Prompt render(Transcript transcript, List<ToolSpec> tools, ChatTemplate template) {
        return format.render(messages(tools).conversation(transcript));
    }

    /** Without tools, and without a thought where the model can do without. */
    @Override
    public Prompt renderLast(Transcript transcript, List<ToolSpec> tools, ChatTemplate template) {
        Conversation conversation = messages(tools).conversation(transcript);
        return format.render(Conversation.of(conversation.messages()).withThinking(false));
    }

    /** Nothing: the model has no tools to call any more. */
    @Override
    public String lastAnswer(Transcript transcript, List<ToolSpec> tools) {
        return "";
    }

    @Override
    public List<String> stopWords(List<ToolSpec> tools) {
        return format.stopWords(messages(tools).anyConversation());
    }

    @Override
    public Constraint constraint(List<ToolSpec> tools) {
        if (tools.isEmpty()) {
            return Constraint.NONE;
        }
        Optional<Grammar> replies = format.replies(messages(tools).anyConversation());
        return transcript -> replies;
    }

    /**
     * The replies that are calls of these tools, or an answer of a form.
     *
     * @return empty if this format cannot hold a model to that
     */
    public Optional<Grammar> answers(List<ToolSpec> tools, Grammar answer) {
        return format.grammar(messages(tools).anyConversation(), Optional.of(answer));
    }

    @Override
    public Reader reader(Transcript transcript, List<ToolSpec> tools, Listener listener) {
        return new HermesStepReader(format, messages(tools).anyConversation(), listener);
    }

    private HermesMessages messages(List<ToolSpec> tools) {
        return new HermesMessages(format, tools, maxObservation);
    }
}
