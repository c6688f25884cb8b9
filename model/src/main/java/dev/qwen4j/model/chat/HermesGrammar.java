package dev.qwen4j.model.chat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import java.util.Set;

/** What a reply in {@link HermesFormat} may be, when not everything may. */
final class HermesGrammar {
    private static final Grammar LINE = Grammar.literal("\n");
    private static final Grammar GAP = Grammar.regex("[ \\t\\n]{0,4}");
    private static final Grammar COLON = Grammar.sequence(GAP, Grammar.literal(":"), GAP);

    /** What counts as white space besides ASCII's. */
    private static final String BLANK =
            "[\\u001c-\\u001f\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028-\\u2029\\u205f\\u3000]";

    /** As models write objects: in one line or over several, the properties as they come to mind. */
    private static final JsonStyle FREE = new JsonStyle(8, 24, true);

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

    /** As models write it: white space is theirs, an answer may be followed by calls. */
    Grammar contentOrCalls() {
        Grammar calls = Grammar.sequence(freeCall(), Grammar.repeat(Grammar.sequence(GAP, freeCall()), 0), GAP);
        Grammar marker = Grammar.regex("[^\\n]*(?:"
                + String.join("|", Markers.CALL, Markers.CALL_END, Markers.THINK, Markers.THINK_END) + ")");
        Grammar content = Grammar.sequence(
                GAP, Grammar.nonEmpty(Grammar.lines(Grammar.choice(marker, Grammar.regex("\\s|" + BLANK)), marker)));
        return conversation.offered().isEmpty()
                ? content
                : Grammar.choice(Grammar.sequence(content, Grammar.optional(calls)), Grammar.sequence(GAP, calls));
    }

    private Grammar freeCall() {
        Grammar[] calls = conversation.offered().stream()
                .map(function -> Grammar.sequence(
                        Grammar.literal(PythonJson.write(TextNode.valueOf(function.name()))),
                        GAP,
                        Grammar.literal(","),
                        GAP,
                        Grammar.literal("\"arguments\""),
                        COLON,
                        freeArguments(function)))
                .toArray(Grammar[]::new);
        return Grammar.sequence(
                marker(Markers.CALL),
                GAP,
                Grammar.literal("{"),
                GAP,
                Grammar.literal("\"name\""),
                COLON,
                Grammar.choice(calls),
                GAP,
                Grammar.literal("}"),
                GAP,
                marker(Markers.CALL_END));
    }

    /** What no grammar can hold a model to has to be checked once it is written. */
    private static Grammar freeArguments(FunctionSpec function) {
        try {
            return function.parameters().isEmpty()
                    ? Grammar.jsonObject()
                    : JsonSchemaGrammar.of(function.parameters(), FREE);
        } catch (IllegalArgumentException e) {
            return Grammar.jsonObject();
        }
    }

    Grammar afterAnyThoughtOrNone(Grammar reply) {
        return Grammar.sequence(
                Grammar.optional(Grammar.sequence(GAP, marker(Markers.THINK), anyRestOfThought())), reply);
    }

    Grammar afterAnyRestOfThought(Grammar reply) {
        return Grammar.sequence(anyRestOfThought(), reply);
    }

    private Grammar anyRestOfThought() {
        return controlTokens.contains(Markers.THINK_END)
                ? Grammar.sequence(Grammar.text(Markers.THINK_END), marker(Markers.THINK_END))
                : Grammar.textUntil(Markers.THINK_END);
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
