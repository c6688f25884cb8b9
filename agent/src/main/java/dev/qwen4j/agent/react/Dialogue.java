package dev.qwen4j.agent.react;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation as the texts that a chat template frames.
 *
 * @param system the system prompt
 * @param turns oldest first; the last one is to be continued
 */
public record Dialogue(String system, List<Turn> turns) {
    /**
     * What the user said, and what stands in the assistant's part so far.
     *
     * @param assistant pieces that are tokenized one by one, as in training, where what the model wrote and what the
     *     host wrote are separate
     */
    public record Turn(String user, List<String> assistant) {
        public Turn {
            assistant = List.copyOf(assistant);
        }
    }

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
        Map<String, List<String>> pieces = new HashMap<>();
        for (Turn turn : turns.subList(0, turns.size() - 1)) {
            String answer = String.join("", turn.assistant());
            pieces.put(answer, turn.assistant());
            messages.add(Message.user(turn.user()));
            messages.add(Message.assistant(answer));
        }
        messages.add(Message.user(turns.getLast().user()));
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : template.render(messages).segments()) {
            if (segment instanceof Segment.Text(String text) && pieces.containsKey(text)) {
                pieces.get(text).forEach(piece -> segments.add(new Segment.Text(piece)));
            } else {
                segments.add(segment);
            }
        }
        turns.getLast().assistant().forEach(piece -> segments.add(new Segment.Text(piece)));
        return new Prompt(segments);
    }
}
