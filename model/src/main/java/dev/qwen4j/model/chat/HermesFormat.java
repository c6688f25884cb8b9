package dev.qwen4j.model.chat;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.FunctionChoice.Which;
import dev.qwen4j.model.chat.HermesDialect.Thinking;
import dev.qwen4j.model.grammar.Grammar;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The format that Qwen2.5 and Qwen3 were trained on: functions as JSON in the system message, calls as JSON between
 * {@code <tool_call>} and {@code </tool_call>}, thoughts between {@code <think>} and {@code </think>}. Immutable and
 * thread-safe.
 *
 * <p>Prompts are, byte for byte, those of the chat templates the models were published with, as long as the model may
 * choose. A call that is required, which those templates do not know, is begun in the prompt after an empty thought.
 */
public final class HermesFormat implements FunctionFormat, ChatTemplate {
    private static final String NO_THOUGHT = "<think>\n\n</think>\n\n";
    private static final String THOUGHT = "<think>\n";

    private final HermesDialect dialect;
    private final Set<String> controlTokens;

    /** @param controlTokens of the model's vocabulary, by their surface forms; markers that it lacks are text */
    public HermesFormat(HermesDialect dialect, Set<String> controlTokens) {
        this.dialect = dialect;
        this.controlTokens = Set.copyOf(controlTokens);
    }

    @Override
    public Prompt render(List<Message> messages) {
        return render(Conversation.of(messages));
    }

    @Override
    public Prompt render(Conversation conversation) {
        return new HermesPrompt(dialect, controlTokens, conversation)
                .write(thought(conversation), conversation.choice());
    }

    /** None: a stop word could also stand in a thought or in the arguments of a call. */
    @Override
    public List<String> stopWords(Conversation conversation) {
        return List.of();
    }

    @Override
    public Optional<Grammar> grammar(Conversation conversation, Optional<Grammar> answer) {
        HermesGrammar grammar = new HermesGrammar(controlTokens, conversation);
        Optional<Grammar> reply = switch (conversation.choice().which()) {
            case Which.Required required -> Optional.of(grammar.restOfRequiredCalls());
            case Which.Named named -> Optional.of(grammar.restOfCallOf(named.function()));
            case Which.Auto auto when !conversation.offered().isEmpty() -> answer.map(grammar::answerOrCalls);
            case Which.Auto auto -> answer;
            case Which.None none -> answer;
        };
        return switch (thought(conversation)) {
            case THOUGHT -> reply.map(grammar::afterRestOfThought);
            case NO_THOUGHT -> reply;
            default -> dialect.thinking() == Thinking.NEVER ? reply : reply.map(grammar::afterThoughtOrNone);
        };
    }

    @Override
    public Optional<Grammar> replies(Conversation conversation) {
        HermesGrammar grammar = new HermesGrammar(controlTokens, conversation);
        Grammar reply = grammar.contentOrCalls();
        return Optional.of(
                switch (thought(conversation)) {
                    case THOUGHT -> grammar.afterAnyRestOfThought(reply);
                    case NO_THOUGHT -> reply;
                    default -> dialect.thinking() == Thinking.NEVER ? reply : grammar.afterAnyThoughtOrNone(reply);
                });
    }

    @Override
    public ReplyReader reader(Conversation conversation, ReplyReader.Listener listener) {
        HermesReader reader = new HermesReader(
                !conversation.offered().isEmpty(), conversation.choice().parallel(), listener);
        if (thought(conversation).equals(THOUGHT)) {
            reader.read(THOUGHT);
        }
        reader.read(begun(conversation));
        return reader;
    }

    /** How the prompt begins the reply, so that the model thinks, does not think, or does as it likes. */
    private String thought(Conversation conversation) {
        boolean call = !begun(conversation).isEmpty();
        return switch (dialect.thinking()) {
            case NEVER -> "";
            case SWITCHABLE -> conversation.thinking() && !call ? "" : NO_THOUGHT;
            case ALWAYS -> call ? NO_THOUGHT : THOUGHT;
        };
    }

    /** How the prompt begins a call that has to be made. */
    private static String begun(Conversation conversation) {
        return switch (conversation.choice().which()) {
            case Which.Auto auto -> "";
            case Which.None none -> "";
            case Which.Required required -> HermesPrompt.CALL;
            case Which.Named named -> HermesPrompt.CALL + HermesPrompt.callOf(named.function());
        };
    }
}
