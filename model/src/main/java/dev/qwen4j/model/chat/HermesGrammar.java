package dev.qwen4j.model.chat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import java.util.Set;

/** What a reply in {@link HermesFormat} may be, when not everything may. */
final class HermesGrammar {
    private static final Grammar LINE = Grammar.literal("\n");

    private final Set<String> controlTokens;
    private final Conversation conversation;

    HermesGrammar(Set<String> controlTokens, Conversation conversation) {
        this.controlTokens = controlTokens;
        this.conversation = conversation;
    }

    /** Calls whose first {@code <tool_call>} stands in the prompt. */
    Grammar restOfRequiredCalls() {
        return calls(Grammar.sequence(anyCall(), LINE, marker(Markers.CALL_END)));
    }

    /** A call whose beginning, up to the arguments, stands in the prompt. */
    Grammar restOfCallOf(String function) {
        return calls(Grammar.sequence(
                Grammar.literal(" "), arguments(function), Grammar.literal("}\n"), marker(Markers.CALL_END)));
    }

    Grammar answerOrCalls(Grammar answer) {
        return Grammar.choice(answer, calls(framedCall()));
    }

    Grammar afterThoughtOrNone(Grammar reply) {
        return Grammar.sequence(Grammar.optional(Grammar.sequence(marker(Markers.THINK), restOfThought())), reply);
    }

    Grammar afterRestOfThought(Grammar reply) {
        return Grammar.sequence(restOfThought(), reply);
    }

    private Grammar restOfThought() {
        Grammar thought = controlTokens.contains(Markers.THINK_END)
                ? Grammar.sequence(Grammar.text(), marker(Markers.THINK_END))
                : Grammar.textUntil(Markers.THINK_END);
        return Grammar.sequence(thought, Grammar.literal("\n\n"));
    }

    private Grammar calls(Grammar first) {
        return conversation.choice().parallel()
                ? Grammar.sequence(first, Grammar.repeat(Grammar.sequence(LINE, framedCall()), 0))
                : first;
    }

    private Grammar framedCall() {
        return Grammar.sequence(marker(Markers.CALL), LINE, anyCall(), LINE, marker(Markers.CALL_END));
    }

    private Grammar anyCall() {
        return Grammar.choice(conversation.offered().stream()
                .map(function -> Grammar.sequence(
                        Grammar.literal("{\"name\": " + PythonJson.write(TextNode.valueOf(function.name()))
                                + ", \"arguments\": "),
                        arguments(function),
                        Grammar.literal("}")))
                .toArray(Grammar[]::new));
    }

    private Grammar arguments(String name) {
        return conversation.offered().stream()
                .filter(function -> function.name().equals(name))
                .map(HermesGrammar::arguments)
                .findFirst()
                .orElseThrow();
    }

    private static Grammar arguments(FunctionSpec function) {
        return function.parameters().isEmpty()
                ? Grammar.literal("{}")
                : JsonSchemaGrammar.of(function.parameters(), JsonStyle.DEFAULT);
    }

    private Grammar marker(String marker) {
        return controlTokens.contains(marker) ? Grammar.control(marker) : Grammar.literal(marker);
    }
}
