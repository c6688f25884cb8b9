package dev.qwen4j.model.chat;

import dev.qwen4j.model.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model is to reply to.
 *
 * @param messages oldest first, at least one
 * @param functions what the reply may call
 * @param thinking whether a model that can think before it replies may do so; without effect on others
 */
public record Conversation(
        List<Message> messages, List<FunctionSpec> functions, FunctionChoice choice, boolean thinking) {
    /**
     * @throws IllegalArgumentException if there is no message, two functions have the same name, or {@code choice} wants
     *     a function that is not there
     */
    public Conversation {
        messages = List.copyOf(messages);
        functions = List.copyOf(functions);
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("messages must not be empty");
        }
        Set<String> names = new HashSet<>();
        for (FunctionSpec function : functions) {
            if (!names.add(function.name())) {
                throw new IllegalArgumentException(
                        "functions must have different names but two are '" + function.name() + "'");
            }
        }
        switch (choice.which()) {
            case FunctionChoice.Which.Named named -> {
                if (!names.contains(named.function())) {
                    throw new IllegalArgumentException(
                            "choice must name one of the functions " + names + " but is '" + named.function() + "'");
                }
            }
            case FunctionChoice.Which.Required required -> {
                if (names.isEmpty()) {
                    throw new IllegalArgumentException("choice requires a call but there are no functions");
                }
            }
            case FunctionChoice.Which.Auto auto -> {}
            case FunctionChoice.Which.None none -> {}
        }
    }

    /** A conversation without functions. */
    public static Conversation of(List<Message> messages) {
        return new Conversation(messages, List.of(), FunctionChoice.AUTO, true);
    }

    /** What the model is told of: no function if it is to call none. */
    public List<FunctionSpec> offered() {
        return choice.which() instanceof FunctionChoice.Which.None ? List.of() : functions;
    }

    /** The same conversation with functions. */
    public Conversation withFunctions(List<FunctionSpec> functions, FunctionChoice choice) {
        return new Conversation(messages, functions, choice, thinking);
    }

    /** The same conversation, with or without thoughts before the reply. */
    public Conversation withThinking(boolean thinking) {
        return new Conversation(messages, functions, choice, thinking);
    }
}
