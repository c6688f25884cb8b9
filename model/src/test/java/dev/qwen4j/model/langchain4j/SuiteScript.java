package dev.qwen4j.model.langchain4j;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a capable model would reply to the questions of LangChain4j's compliance suites, in the words of Qwen2.5: a plain
 * function from prompt to reply.
 */
public final class SuiteScript {
    private static final Pattern TURN =
            Pattern.compile("<\\|im_start\\|>(system|user|assistant)\n(.*?)<\\|im_end\\|>", Pattern.DOTALL);
    private static final Pattern RESULT = Pattern.compile("<tool_response>\n(.*?)\n</tool_response>", Pattern.DOTALL);
    private static final Pattern SUM = Pattern.compile("How much is (\\d+) plus (\\d+)\\?");
    private static final String BEGUN_CALL = "<tool_call>\n";

    private final String prompt;
    private final String question;
    private final List<String> results = new ArrayList<>();
    private String resultBefore = "";
    private String history = "";

    private SuiteScript(String prompt) {
        this.prompt = prompt;
        String last = "";
        Matcher turn = TURN.matcher(prompt);
        while (turn.find()) {
            String text = turn.group(2);
            List<String> found =
                    RESULT.matcher(text).results().map(match -> match.group(1)).toList();
            if (turn.group(1).equals("user") && text.startsWith("<tool_response>")) {
                results.addAll(found);
            } else if (turn.group(1).equals("user")) {
                history += last + "\n";
                resultBefore = results.isEmpty() ? resultBefore : results.getLast();
                results.clear();
                last = text;
            }
        }
        question = last;
    }

    /** The reply to {@code prompt}; if the prompt begins it, the rest. */
    public static String reply(String prompt) {
        String reply = new SuiteScript(prompt).reply();
        return prompt.endsWith(BEGUN_CALL) ? reply.substring(BEGUN_CALL.length()) : reply;
    }

    private String reply() {
        if (question.contains("this JSON Schema") || question.contains("Answer with a JSON object and")) {
            return results.isEmpty() && offers("getWeather") ? callOfWeather() : json();
        }
        return prompt.contains("<tools>") ? withTools() : plain();
    }

    private boolean asks(String text) {
        return question.contains(text);
    }

    private boolean offers(String tool) {
        return prompt.contains("\"name\": \"" + tool + "\"");
    }

    private String plain() {
        if (asks("capital of Germany")) {
            return "The capital of Germany is Berlin, and 2 + 2 is 4.";
        }
        if (asks("I love you")) {
            return "Ich liebe dich.";
        }
        if (asks("What is my favorite color?") && history.contains("favorite color is green")) {
            return "Your favorite color is green.";
        }
        if (asks("Hello World")) {
            return "Hello World";
        }
        if (asks("long story")) {
            return "Once upon a time a cat, a dog and a goat lived in a house in the woods. ".repeat(20);
        }
        throw new IllegalStateException("no reply in the script for: " + question);
    }

    private static String call(String name, String arguments) {
        return "<tool_call>\n{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}\n</tool_call>";
    }

    private String callOfWeather() {
        return call("getWeather", prompt.contains("\"arg0\"") ? "{\"arg0\": \"Munich\"}" : "{\"city\": \"Munich\"}");
    }

    /** Tools that are called once for one question, in the words of the question, and what is said of their result. */
    private record OneCall(String question, String tool, String arguments, String answer) {}

    private static final List<OneCall> ONE_CALL = List.of(
            new OneCall("Use the get_current_time tool", "get_current_time", "{}", "It is %s."),
            new OneCall("What is the time now?", "currentTime", "{}", "%s"),
            new OneCall("What is the date today?", "currentDate", "{}", "Today is %s."),
            new OneCall(
                    "Klaus is 37 years old, 1.78m",
                    "process",
                    "{\"arg0\": {\"name\": \"Klaus\", \"age\": 37, \"height\": 1.78, \"married\": false}}",
                    "Done."),
            new OneCall(
                    "Klaus lives in Langley Falls",
                    "process",
                    "{\"arg0\": {\"name\": \"Klaus\", \"address\": {\"city\": \"Langley Falls\"}}}",
                    "Done."),
            new OneCall(
                    "Francine has 2 children",
                    "process",
                    "{\"arg0\": {\"name\": \"Francine\", \"children\": [{\"name\": \"Steve\", \"children\": []},"
                            + " {\"name\": \"Hayley\", \"children\": []}]}}",
                    "Done."),
            new OneCall(
                    "current temperature in Munich in celsius",
                    "currentTemperature",
                    "{\"arg0\": \"Munich\", \"arg1\": \"CELSIUS\"}",
                    "It is %s degrees."),
            new OneCall(
                    "Klaus is 42 years old and Francine is 47",
                    "process",
                    "{\"arg0\": {\"Klaus\": 42, \"Francine\": 47}}",
                    "Done."),
            new OneCall("names: Klaus and Franny", "processNames", "{\"arg0\": [\"Klaus\", \"Franny\"]}", "Done."),
            new OneCall("colors: RED and GREEN", "process", "{\"arg0\": [\"RED\", \"GREEN\"]}", "Done."),
            new OneCall("integers: 37, 73", "processNumbers", "{\"arg0\": [37, 73]}", "Done."),
            new OneCall(
                    "people: Klaus and Franny",
                    "process",
                    "{\"arg0\": [{\"name\": \"Klaus\"}, {\"name\": \"Franny\"}]}",
                    "Done."),
            new OneCall(
                    "username with ID",
                    "getUsernameFromId",
                    "{\"arg0\": \"62dbcc27-aaf3-449a-b12d-5a904271a57f\"}",
                    "The username is %s."),
            new OneCall("Call tool 'modify'", "modify", "{\"arg0\": 7}", "Done."),
            new OneCall("Take a photo", "takePhoto", "{}", "never"));

    private String withTools() {
        if (asks("weather in Munich and time in France")) {
            return results.isEmpty()
                    ? callOfWeather() + "\n" + call("getTime", "{\"country\": \"France\"}")
                    : "It is " + results.get(0) + " in Munich and " + results.get(1) + " in France.";
        }
        if (asks("weather in Munich") || asks("I live in Munich")) {
            return results.isEmpty() ? callOfWeather() : "It is " + results.getFirst() + " in Munich.";
        }
        if (asks("First add 2 and 3")) {
            return switch (results.size()) {
                case 0 -> call("add", "{\"arg0\": 2, \"arg1\": 3}");
                case 1 -> call("multiply", "{\"arg0\": " + results.getFirst() + ", \"arg1\": 4}");
                default -> "The result is " + results.getLast() + ".";
            };
        }
        if (asks("Now add 47")) {
            return call("add", "{\"arg0\": " + resultBefore + ", \"arg1\": 47}");
        }
        if (asks("hello")) {
            return "Hello! How can I help you today?";
        }
        List<MatchResult> sums = SUM.matcher(question).results().toList();
        return sums.isEmpty() ? oneCall() : sums(sums);
    }

    private String sums(List<MatchResult> sums) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            String a = sums.get(i).group(1);
            String b = sums.get(i).group(2);
            lines.add(
                    results.isEmpty()
                            ? call("add", "{\"arg0\": " + a + ", \"arg1\": " + b + "}")
                            : a + " + " + b + " = " + results.get(i));
        }
        return String.join("\n", lines);
    }

    private String oneCall() {
        return ONE_CALL.stream()
                .filter(known -> asks(known.question()))
                .findFirst()
                .map(known -> results.isEmpty()
                        ? call(known.tool(), known.arguments())
                        : known.answer().replace("%s", results.getFirst()))
                .orElseThrow(() -> new IllegalStateException("no reply in the script for: " + question));
    }

    private static final String KLAUS = "{\"name\":\"Klaus\",\"age\":37,\"height\":1.78,\"married\":false}";
    private static final String FRANNY = "{\"name\":\"Franny\",\"age\":35,\"height\":1.65,\"married\":true}";
    private static final String DAY = "{\"year\":1976,\"month\":8,\"day\":12}";
    private static final String HOUR = "{\"hour\":14,\"minute\":43,\"second\":0,\"nano\":0}";
    private static final String REX = "{\"type\":\"Dog\",\"name\":\"Rex\",\"breed\":\"Labrador\"}";

    /** A part of the question, a part of the schema, and the answer; the first that fits. */
    private record Extract(String question, String schema, String answer) {}

    private static final List<Extract> EXTRACTS = List.of(
            new Extract("capital of Germany", "", "{\"city\":\"Berlin\"}"),
            new Extract("weather in Munich", "SUNNY", "{\"city\":\"Munich\",\"weather\":\"SUNNY\"}"),
            new Extract("weather in Munich", "", "{\"weather\":\"sunny\"}"),
            new Extract("is a man", "", "{\"value\":true}"),
            new Extract("number of people", "", "{\"value\":2}"),
            new Extract("temperature in Munich", "", "{\"value\":-0.5}"),
            new Extract("names of people", "", "{\"values\":[\"Klaus\",\"Franny\"]}"),
            new Extract("Staniel", "", "{\"values\":[\"SINGLE\",\"MARRIED\",\"MARRIED\"]}"),
            new Extract("rainy and cloudy", "", "{\"values\":[\"SUNNY\",\"WINDY\",\"RAINY\",\"CLOUDY\"]}"),
            new Extract("Franny is 35", "", "{\"values\":[" + KLAUS + "," + FRANNY + "]}"),
            new Extract("Klaus and Francine", "", "{\"values\":[{\"name\":\"Klaus\"},{\"name\":\"Francine\"}]}"),
            new Extract("Klaus is 37", "\"enum\"", "{\"value\":\"SINGLE\"}"),
            new Extract("Klaus is 37", "", KLAUS),
            new Extract(
                    "billing address",
                    "",
                    "{\"name\":\"Klaus\",\"shippingAddress\":{\"city\":\"Langley Falls\"},"
                            + "\"billingAddress\":{\"city\":\"New York\"}}"),
            new Extract("Klaus is single", "", "{\"name\":\"Klaus\",\"maritalStatus\":\"SINGLE\"}"),
            new Extract("orange and green", "", "{\"name\":\"Klaus\",\"favouriteColors\":[\"orange\",\"green\"]}"),
            new Extract(
                    "Peanut and Muffin",
                    "",
                    "{\"name\":\"Klaus\",\"pets\":[{\"name\":\"Peanut\"},{\"name\":\"Muffin\"}]}"),
            new Extract("groups A and C", "", "{\"name\":\"Klaus\",\"groups\":[\"A\",\"C\"]}"),
            new Extract(
                    "12th of August",
                    "",
                    "{\"name\":\"Klaus\",\"birthDate\":" + DAY + ",\"birthTime\":" + HOUR
                            + ",\"birthDateTime\":{\"date\":" + DAY + ",\"time\":" + HOUR + "}}"),
            new Extract(
                    "Francine has 2 children",
                    "",
                    "{\"name\":\"Francine\",\"children\":[{\"name\":\"Steve\",\"children\":[]},"
                            + "{\"name\":\"Hayley\",\"children\":[]}]}"),
            new Extract("567b229a", "", "{\"id\":\"567b229a-6b0a-4f1e-9006-448cd9dfbfda\",\"name\":\"Klaus\"}"),
            new Extract(
                    "Whiskers",
                    "",
                    "{\"values\":[" + REX + ",{\"type\":\"Cat\",\"name\":\"Whiskers\",\"indoor\":true}]}"),
            new Extract("Rex is a Labrador", "", "{\"value\":" + REX + "}"),
            new Extract("Alice owns", "", "{\"name\":\"Alice\",\"pet\":" + REX + "}"),
            new Extract(
                    "1+2+3",
                    "",
                    "{\"value\":{\"type\":\"Addition\",\"left\":{\"type\":\"Addition\",\"left\":"
                            + "{\"type\":\"Constant\",\"value\":1},\"right\":{\"type\":\"Constant\",\"value\":2}},"
                            + "\"right\":{\"type\":\"Constant\",\"value\":3}}}"),
            new Extract("Klaus", "", "{\"name\":\"Klaus\"}"));

    private String json() {
        String[] parts = question.split("JSON Schema", 2);
        return EXTRACTS.stream()
                .filter(known -> parts[0].contains(known.question())
                        && (known.schema().isEmpty() || parts[parts.length - 1].contains(known.schema())))
                .findFirst()
                .map(Extract::answer)
                .orElseThrow(() -> new IllegalStateException("no JSON in the script for: " + question));
    }
}
