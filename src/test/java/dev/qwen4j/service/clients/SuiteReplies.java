package dev.qwen4j.service.clients;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a capable model would reply to the questions of LangChain4j's suites for chat models, in the words of Qwen3: a
 * function of the prompt.
 */
final class SuiteReplies {
    private static final Pattern TURN =
            Pattern.compile("<\\|im_start\\|>(user|assistant)\n(.*?)<\\|im_end\\|>", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("<tool_response>\n(.*?)\n</tool_response>", Pattern.DOTALL);
    private static final Pattern BEGUN = Pattern.compile("<tool_call>\\s*(\\{[^}]*)?$");

    private SuiteReplies() {}

    /** Replies by script, word by word; what the caller's grammar allows is a matter of other tests. */
    static Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        String reply = of(prompt.display());
        Matcher begun = BEGUN.matcher(prompt.display());
        if (begun.find()) {
            reply = reply.substring(begun.group().length());
        }
        StringBuilder word = new StringBuilder();
        Completion completion = new ScriptedModel(reply).complete(prompt, config.withGrammar(null), piece -> {
            if (Character.isWhitespace(piece.charAt(0))) {
                onText.accept(word.toString());
                word.setLength(0);
            }
            word.append(piece);
        });
        onText.accept(word.toString());
        return completion;
    }

    private static String of(String prompt) {
        String question = "";
        List<String> results = new ArrayList<>();
        Matcher turn = TURN.matcher(prompt);
        while (turn.find()) {
            String text = turn.group(2);
            if (turn.group(1).equals("user") && text.startsWith("<tool_response>")) {
                RESULT.matcher(text).results().forEach(result -> results.add(result.group(1)));
            } else if (turn.group(1).equals("user")) {
                question = text;
                results.clear();
            }
        }
        return of(prompt, question, results);
    }

    private static String of(String prompt, String question, List<String> results) {
        boolean json = question.contains("JSON");
        boolean tools = prompt.contains("<tools>");
        if (tools && results.isEmpty()) {
            return calls(question);
        }
        if (json) {
            return question.contains("capital") ? "{\"city\": \"Berlin\"}" : "{\"weather\": \"sunny\"}";
        }
        if (tools) {
            return "It is " + String.join(" and ", results) + ".";
        }
        if (question.contains("capital of Germany")) {
            return "The capital of Germany is Berlin, and 2 + 2 is 4.";
        }
        if (question.contains("I love you")) {
            return "Ich liebe dich.";
        }
        if (question.contains("favorite color")) {
            return "Your favorite color is " + (prompt.contains("color is green") ? "green" : "unknown") + ".";
        }
        return question.contains("Hello World")
                ? "Hello World"
                : "Once upon a time a cat lived in the woods. ".repeat(20);
    }

    private static String calls(String question) {
        String weather = call("getWeather", "{\"city\": \"Munich\"}");
        if (question.contains("time in France")) {
            return weather + "\n" + call("getTime", "{\"country\": \"France\"}");
        }
        return question.contains("get_current_time") ? call("get_current_time", "{}") : weather;
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}\n</tool_call>";
    }
}
