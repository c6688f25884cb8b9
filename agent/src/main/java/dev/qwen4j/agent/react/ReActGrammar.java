package dev.qwen4j.agent.react;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The steps that {@link ReActReader} reads as the call of a tool or as an answer: free thought, then the name of a tool
 * and arguments that fit its schema, or the final answer, or an answer without any marker. Spaces and line breaks
 * may stand where Qwen's models put them.
 */
final class ReActGrammar {
    /** As models write objects: in one line or over several, the properties as they come to mind. */
    private static final JsonStyle ARGUMENTS = new JsonStyle(8, 24, true);

    /** With nothing to be seen the answer would be empty. */
    private static final String UNSEEN =
            "[\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f"
                    + "\\u08e2\\u115f-\\u1160\\u1680\\u17b4-\\u17b5\\u180b-\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f"
                    + "\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\uffff]";

    private static final Grammar LINE = Grammar.literal("\n");
    private static final Grammar INDENT = Grammar.regex("[" + LineHead.BLANKS + "]*");
    private static final Grammar GAP = Grammar.regex("[\\n" + LineHead.BLANKS + "]{1,3}");
    private static final Grammar END = Grammar.optional(Grammar.literal("\n" + Marker.OBSERVATION.plain()));

    private static final String QUOTES = "\"'“”‘’";

    /** What makes a line a call in another form: tags, and the member with the arguments of a JSON object. */
    private static final Grammar FOREIGN = Grammar.regexIgnoringCase("[^\\n]*(?:" + String.join("|", ForeignCall.TAGS)
            + ")|[" + LineHead.BLANKS + "]*[\\[{｛" + QUOTES + "](?:[^\\n]*[{｛,，" + QUOTES + "])?[" + LineHead.BLANKS
            + "]*(?:arguments|parameters|(?:action|tool)[ _-]?input)[" + QUOTES + "]?[" + LineHead.BLANKS + "]*[:：]");

    /** What a marker further on might be taken for a part of. */
    private static final Grammar OBJECT = Grammar.regex(LineHead.decoration() + "[\\[{｛]");

    /** Lines of a thought, none of which begins with what ends it. */
    private static final Grammar THOUGHT = Grammar.lines(Grammar.choice(
            head(Marker.ACTION, Marker.ACTION_INPUT, Marker.OBSERVATION, Marker.FINAL_ANSWER), FOREIGN, OBJECT));

    /** The same where no marker begins it. */
    private static final Grammar UNMARKED_THOUGHT =
            Grammar.lines(Grammar.choice(head(Marker.values()), FOREIGN, OBJECT));

    /** As a last line the reader takes it for a stop word that was cut off. */
    private static final Grammar PART_OF_OBSERVATION = Grammar.regexIgnoringCase(LineHead.partOfObservation());

    private static final Grammar UNMARKED_ANSWER = unmarkedAnswer();
    private static final Grammar ANSWER = answer();

    private final List<ToolSpec> tools;

    /** @param tools at least one */
    ReActGrammar(List<ToolSpec> tools) {
        this.tools = tools;
    }

    /** A whole step. */
    Grammar step() {
        Grammar end = end();
        Grammar marked = Grammar.sequence(Grammar.literal(Marker.THOUGHT.plain()), afterThought(end));
        Grammar thinking = Grammar.sequence(Grammar.control("<think>"), UNMARKED_THOUGHT, Grammar.control("</think>"));
        return Grammar.sequence(
                Grammar.optional(thinking),
                Grammar.regex("\\s{0,2}"),
                INDENT,
                Grammar.choice(
                        end,
                        marked,
                        UNMARKED_ANSWER,
                        Grammar.sequence(
                                Grammar.nonEmpty(UNMARKED_THOUGHT), LINE, INDENT, Grammar.choice(end, marked))));
    }

    /** A step whose {@code Thought:} the host wrote. */
    Grammar restOfStep() {
        return afterThought(end());
    }

    private static Grammar afterThought(Grammar end) {
        return Grammar.sequence(Grammar.optional(Grammar.sequence(THOUGHT, LINE)), INDENT, end);
    }

    /** The call or the answer. */
    private Grammar end() {
        return Grammar.choice(
                Grammar.sequence(Grammar.literal(Marker.ACTION.plain()), call()),
                Grammar.sequence(Grammar.literal(Marker.FINAL_ANSWER.plain()), ANSWER, END));
    }

    private Grammar call() {
        List<Grammar> calls = new ArrayList<>();
        for (ToolSpec tool : tools) {
            calls.add(Grammar.sequence(Grammar.literal(tool.name()), betweenNameAndInput(), input(tool.parameters())));
        }
        return Grammar.sequence(Grammar.regex(" {0,2}"), Grammar.choice(calls.toArray(Grammar[]::new)), END);
    }

    private static Grammar betweenNameAndInput() {
        return Grammar.sequence(Grammar.regex(" {0,2}\\n{1,2}"), INDENT, Grammar.literal(Marker.ACTION_INPUT.plain()));
    }

    private static Grammar input(ObjectNode parameters) {
        Grammar arguments = Grammar.sequence(Grammar.optional(GAP), arguments(parameters));
        return takesText(parameters) ? Grammar.choice(arguments, Grammar.sequence(GAP, block())) : arguments;
    }

    /** What a schema demands that no grammar can hold a model to is checked once it is written. */
    private static Grammar arguments(ObjectNode parameters) {
        try {
            return JsonSchemaGrammar.of(parameters, ARGUMENTS);
        } catch (IllegalArgumentException e) {
            return Grammar.jsonObject();
        }
    }

    /** Whether a code block counts as the arguments: for a single parameter, which may be any string. */
    private static boolean takesText(ObjectNode parameters) {
        JsonNode properties = parameters.path("properties");
        if (properties.size() != 1 || !parameters.path("additionalProperties").asBoolean(true)) {
            return false;
        }
        JsonNode only = properties.elements().next();
        return only.path("type").asText().equals("string")
                && only.propertyStream()
                        .allMatch(keyword ->
                                Set.of("type", "description", "title").contains(keyword.getKey()));
    }

    private static Grammar block() {
        return Grammar.sequence(
                Grammar.regex("```[a-z]{0,12}\\n[^" + UNSEEN.substring(1, UNSEEN.length() - 1) + "`]"),
                Grammar.textUntil("\n```", "```", "\ufffd"));
    }

    private static Grammar unmarkedAnswer() {
        Grammar head = Grammar.choice(head(Marker.values()), FOREIGN);
        Grammar first = Grammar.choice(head, Grammar.regex("[^\\n]*" + Marker.ANY_WITHIN), Grammar.regex(UNSEEN));
        return Grammar.nonEmpty(Grammar.lines(first, head, PART_OF_OBSERVATION));
    }

    private static Grammar answer() {
        // Right after the colon these would belong to the marker.
        return Grammar.choice(
                Grammar.sequence(GAP, answerNotBeginningWith(UNSEEN)),
                answerNotBeginningWith(UNSEEN.replace("]", "*_`]")));
    }

    private static Grammar answerNotBeginningWith(String characters) {
        Grammar head = head(Marker.OBSERVATION);
        return Grammar.nonEmpty(
                Grammar.lines(Grammar.choice(head, Grammar.regex(characters)), head, PART_OF_OBSERVATION));
    }

    private static Grammar head(Marker... markers) {
        return Grammar.regexIgnoringCase(LineHead.headOf(markers));
    }
}
