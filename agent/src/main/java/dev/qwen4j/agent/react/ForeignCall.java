package dev.qwen4j.agent.react;

import dev.qwen4j.tools.JsonCall;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolNames;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call in the form of another protocol.
 *
 * @param name empty if there is a call that cannot be read
 * @param input the arguments
 * @param start where the form begins in the text
 * @param end where it ends
 * @param repairs which form it is, and what else was put right
 */
record ForeignCall(String name, String input, int start, int end, Set<Repair> repairs) {
    /** What begins a call wherever it stands. */
    static final List<String> TAGS = List.of("<tool_call>", "✿FUNCTION✿");

    private static final String HERMES = TAGS.getFirst();
    private static final String HERMES_END = "</tool_call>";
    private static final Pattern QWEN = Pattern.compile(
            "✿FUNCTION✿[ \\t]?[:：]?\\s{0,10}(?<name>[^\\n✿]*+)\\s{0,10}(?:✿ARGS✿[ \\t]?[:：]?(?<input>[^✿]*+))?");
    private static final Pattern ANSWER = Pattern.compile("final[ _-]?answer", Pattern.CASE_INSENSITIVE);
    private static final Pattern CANDIDATE =
            Pattern.compile("<tool_call>|✿FUNCTION✿|^\\s{0,20}[\\[{｛]", Pattern.MULTILINE);
    private static final int MAX_CANDIDATES = 16;

    ForeignCall {
        repairs = Set.copyOf(repairs);
    }

    /** Whether it holds the answer. */
    boolean isAnswer() {
        return ANSWER.matcher(name).matches();
    }

    /** The first call in {@code text}; closing brackets that are missing at its end are added, and told. */
    static Optional<ForeignCall> find(String text, ToolNames tools) {
        Matcher candidate = CANDIDATE.matcher(text);
        int at = 0;
        for (int i = 0; i < MAX_CANDIDATES && at <= text.length() && candidate.find(at); i++) {
            String mark = candidate.group();
            if (mark.equals(HERMES)) {
                return Optional.of(hermes(text, candidate.start()));
            }
            if (mark.equals(TAGS.getLast())) {
                return Optional.of(qwen(text, candidate.start()));
            }
            Optional<ForeignCall> object = object(text, candidate.end() - 1)
                    .filter(call -> call.isAnswer() || tools.find(call.name()).isPresent());
            if (object.isPresent()) {
                return object;
            }
            boolean list = mark.endsWith("[");
            Optional<Integer> end = list ? Optional.empty() : JsonCall.endOfObject(text, candidate.end() - 1);
            if (end.isEmpty() && !list) {
                return Optional.empty(); // what is inside an object that cannot be read is not what was meant
            }
            at = end.orElse(candidate.end());
        }
        return Optional.empty();
    }

    /** The call that all of {@code text} is, but for a fence around it; the tool need not exist. */
    static Optional<ForeignCall> whole(String text) {
        Matcher brace = Pattern.compile("\\s*+(?:```[\\w]*+)?\\s*+(?=[\\[{｛])").matcher(text);
        return brace.lookingAt() ? object(text, brace.end()) : Optional.empty();
    }

    private static Optional<ForeignCall> object(String text, int start) {
        return JsonCall.at(text, start)
                .map(call -> new ForeignCall(
                        call.name(), call.input(), start, call.end(), with(call.repairs(), Repair.JSON_CALL)));
    }

    private static ForeignCall hermes(String text, int start) {
        int body = start + HERMES.length();
        int close = text.indexOf(HERMES_END, body);
        int end = close < 0 ? text.length() : close + HERMES_END.length();
        String inside = text.substring(body, close < 0 ? text.length() : close);
        int brace = inside.indexOf('{');
        Optional<JsonCall> call = brace < 0 ? Optional.empty() : JsonCall.at(inside, brace);
        return call.map(found -> new ForeignCall(
                        found.name(), found.input(), start, end, with(found.repairs(), Repair.HERMES_CALL)))
                .orElseGet(() -> new ForeignCall("", inside.strip(), start, end, Set.of(Repair.HERMES_CALL)));
    }

    private static ForeignCall qwen(String text, int start) {
        Matcher parts = QWEN.matcher(text).region(start, text.length());
        boolean found = parts.lookingAt();
        String input =
                found && parts.group("input") != null ? parts.group("input").strip() : "";
        return new ForeignCall(
                found ? parts.group("name").strip() : "",
                input,
                start,
                found ? parts.end() : text.length(),
                Set.of(Repair.QWEN_CALL));
    }

    private static Set<Repair> with(Set<Repair> repairs, Repair form) {
        Set<Repair> all = EnumSet.of(form);
        all.addAll(repairs);
        return all;
    }
}
