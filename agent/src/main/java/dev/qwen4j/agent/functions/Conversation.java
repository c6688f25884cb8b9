package dev.qwen4j.agent.functions;

import dev.qwen4j.agent.functions.FunctionMessage.Assistant;
import dev.qwen4j.agent.functions.FunctionMessage.Result;
import dev.qwen4j.agent.functions.FunctionMessage.User;
import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/** Messages on their way to the turns of a dialogue. */
final class Conversation {
    private static final String KNOWN = "Thought: I now know the final answer.\nFinal Answer: ";
    private static final String THOUGHT = "Thought:";

    private final List<ToolSpec> functions;
    private final ReActPrompt prompt;
    private final List<String> questions = new ArrayList<>();
    private final List<StringBuilder> answers = new ArrayList<>();
    private String system = ChatMl.DEFAULT_SYSTEM;

    private Conversation(List<ToolSpec> functions, ReActPrompt prompt) {
        this.functions = functions;
        this.prompt = prompt;
    }

    /** @throws IllegalArgumentException if the order of the roles makes no conversation */
    static Dialogue of(List<FunctionMessage> messages, List<ToolSpec> functions, ReActPrompt prompt) {
        Conversation conversation = new Conversation(functions, prompt);
        int next = 0;
        while (next < messages.size()) {
            next = conversation.add(messages, next);
        }
        require(!conversation.questions.isEmpty(), "there must be at least one user message");
        return conversation.dialogue(messages.getLast() instanceof Result);
    }

    /** Adds message {@code i} and what belongs to it; returns the index of the next one. */
    private int add(List<FunctionMessage> messages, int i) {
        String place = "message " + (i + 1) + " of " + messages.size();
        switch (messages.get(i)) {
            case FunctionMessage.System message -> {
                require(i == 0, place + " is a system message, which only the first may be");
                system = stripped(message);
            }
            case User message -> {
                require(
                        answers.isEmpty() || !answers.getLast().isEmpty(),
                        place + " is a second user message in a row: an assistant message must stand between them");
                questions.add(stripped(message));
                answers.add(new StringBuilder());
            }
            case Assistant message -> {
                require(!questions.isEmpty(), place + " is an assistant message but no user message stands before it");
                if (!message.calls().isEmpty()) {
                    List<Result> results = resultsFrom(messages, i + 1);
                    call(message, results);
                    return i + 1 + results.size();
                }
                write(functions.isEmpty() ? stripped(message) : KNOWN + stripped(message));
            }
            case Result message -> {
                require(
                        !answers.isEmpty() && !answers.getLast().isEmpty(),
                        place + " is the result of a call but no assistant message stands before it");
                observe(message);
            }
        }
        return i + 1;
    }

    private static List<Result> resultsFrom(List<FunctionMessage> messages, int start) {
        List<Result> results = new ArrayList<>();
        for (FunctionMessage message : messages.subList(start, messages.size())) {
            if (!(message instanceof Result result)) {
                break;
            }
            results.add(result);
        }
        return results;
    }

    /** Writes each call with its result behind it, as if they had been made one after the other. */
    private void call(Assistant message, List<Result> results) {
        List<Result> left = new ArrayList<>(results);
        String content = stripped(message);
        String thought = content.startsWith(THOUGHT) ? content : THOUGHT + " " + content;
        String before = thought + "\n";
        for (FunctionCall call : message.calls()) {
            write(before + "Action: " + call.name() + "\nAction Input: " + call.arguments());
            before = "";
            if (!left.isEmpty()) {
                Result result = resultOf(call, left);
                left.remove(result);
                observe(result);
            }
        }
        left.forEach(this::observe);
    }

    private static Result resultOf(FunctionCall call, List<Result> results) {
        return results.stream()
                .filter(result -> !call.id().isEmpty() && result.callId().equals(call.id()))
                .findFirst()
                .orElseGet(results::getFirst);
    }

    /** Adds to what the assistant said in this turn. */
    private void write(String text) {
        StringBuilder answer = answers.getLast();
        answer.append(answer.isEmpty() ? "" : "\n").append(text);
    }

    private void observe(Result result) {
        write("Observation: " + prompt.observation(result.content()));
    }

    private Dialogue dialogue(boolean afterObservation) {
        if (afterObservation) {
            answers.getLast().append(prompt.profile().opening());
        }
        int last = questions.size() - 1;
        int described = answers.getLast().isEmpty() && last > 0 ? last - 1 : last;
        List<Dialogue.Turn> turns = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            String question = questions.get(i);
            boolean describe = i == described && !functions.isEmpty();
            String user = describe ? prompt.firstQuestion(functions, question) : question;
            turns.add(new Dialogue.Turn(user, answers.get(i).toString()));
        }
        return new Dialogue(system, turns);
    }

    private static String stripped(FunctionMessage message) {
        return message.content().replaceFirst("^\n+", "").stripTrailing();
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
