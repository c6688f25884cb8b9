package dev.qwen4j.agent.react;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as the texts that a chat template frames.
 *
 * @param system the system prompt
 * @param turns oldest first; the last one is to be continued
 */
public record Dialogue(String system, List<Turn> turns) {
    /**
     * What the user said, and what stands in the assistant's part so far: what the model wrote and what the host wrote, as
     * one text, because the models were trained on the tokens of the whole.
     */
    public record Turn(String user, String assistant) {}

    public Dialogue {
        turns = List.copyOf(turns);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("a dialogue must have at least one turn");
        }
    }

    /** The prompt that ends in the assistant's part of the last turn. */
    public Prompt render(ChatTemplate template) {
        List<Message> messages = new ArrayList<>();
        messages.add(Message.system(system));
        for (Turn turn : turns.subList(0, turns.size() - 1)) {
            messages.add(Message.user(turn.user()));
            messages.add(Message.assistant(turn.assistant()));
        }
        messages.add(Message.user(turns.getLast().user()));
        Prompt prompt = template.render(messages);
        String begun = turns.getLast().assistant();
        return begun.isEmpty() ? prompt : prompt.plus(begun);
    }
}
