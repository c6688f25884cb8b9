package dev.qwen4j.agent.functions;

import dev.qwen4j.agent.react.Dialogue;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Message.Assistant;
import dev.qwen4j.model.Message.FunctionResult;
import dev.qwen4j.model.Message.User;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/** Messages on their way to the turns of a dialogue. */
final class Turns {
    private static final String KNOWN = "Thought: I now know the final answer.\nFinal Answer: ";
    private static final String THOUGHT = "Thought:";

    private final List<ToolSpec> functions;
    private final ReActPrompt prompt;
    private final List<String> questions = new ArrayList<>();
    private final List<StringBuilder> answers = new ArrayList<>();
    private String system = ChatMl.DEFAULT_SYSTEM;

    private Turns(List<ToolSpec> functions, ReActPrompt prompt) {
        this.functions = functions;
        this.prompt = prompt;
    }

    /**
     * @param begun what the host writes of the assistant's next step; empty to leave it to the model
     * @throws IllegalArgumentException if the order of the roles makes no conversation
     */
    static Dialogue of(List<Message> messages, List<ToolSpec> functions, ReActPrompt prompt, String begun) {
        Turns turns = new Turns(functions, prompt);
        int next = 0;
        while (next < messages.size()) {
            next = turns.add(messages, next);
        }
        require(!turns.questions.isEmpty(), "there must be at least one user message");
        if (!begun.isEmpty()) {
            turns.write(begun);
        } else if (messages.getLast() instanceof FunctionResult) {
            turns.answers.getLast().append(prompt.profile().opening());
        }
        return turns.dialogue(messages.getLast() instanceof User);
    }

    /** Adds message {@code i} and what belongs to it; returns the index of the next one. */
    private int add(List<Message> messages, int i) {
        String place = "message " + (i + 1) + " of " + messages.size();
        switch (messages.get(i)) {
            case Message.System message -> {
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
                    List<FunctionResult> results = resultsFrom(messages, i + 1);
                    call(message, results);
                    return i + 1 + results.size();
                }
                write(functions.isEmpty() ? stripped(message) : KNOWN + stripped(message));
            }
            case FunctionResult message -> {
                require(
                        !answers.isEmpty() && !answers.getLast().isEmpty(),
                        place + " is the result of a call but no assistant message stands before it");
                observe(message);
            }
        }
        return i + 1;
    }

    private static List<FunctionResult> resultsFrom(List<Message> messages, int start) {
        List<FunctionResult> results = new ArrayList<>();
        for (Message message : messages.subList(start, messages.size())) {
            if (!(message instanceof FunctionResult result)) {
                break;
            }
            results.add(result);
        }
        return results;
    }

    /** Writes each call with its result behind it, as if they had been made one after the other. */
    private void call(Assistant message, List<FunctionResult> results) {
        List<FunctionResult> left = new ArrayList<>(results);
        String content = stripped(message);
        String thought = content.startsWith(THOUGHT) ? content : THOUGHT + " " + content;
        String before = thought + "\n";
        for (FunctionCall call : message.calls()) {
            write(before + "Action: " + call.name() + "\nAction Input: " + call.arguments());
            before = "";
            if (!left.isEmpty()) {
                FunctionResult result = resultOf(call, left);
                left.remove(result);
                observe(result);
            }
        }
        left.forEach(this::observe);
    }

    private static FunctionResult resultOf(FunctionCall call, List<FunctionResult> results) {
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

    private void observe(FunctionResult result) {
        write("Observation: " + prompt.observation(result.content()));
    }

    /** @param asked whether the last turn is a question alone, so that the functions are described in the history */
    private Dialogue dialogue(boolean asked) {
        int last = questions.size() - 1;
        int described = asked && last > 0 ? last - 1 : last;
        List<Dialogue.Turn> turns = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            String question = questions.get(i);
            boolean describe = i == described && !functions.isEmpty();
            String user = describe ? prompt.firstQuestion(functions, question) : question;
            turns.add(new Dialogue.Turn(user, answers.get(i).toString()));
        }
        return new Dialogue(system, turns);
    }

    private static String stripped(Message message) {
        return message.content().replaceFirst("^\n+", "").stripTrailing();
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
