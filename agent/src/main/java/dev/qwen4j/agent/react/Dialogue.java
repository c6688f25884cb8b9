package dev.qwen4j.agent.react;

import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Prompt.Segment;
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
     *
     * @param written pieces of the assistant's part in the model's own tokens, in order, where they are known
     */
    public record Turn(String user, String assistant, List<Written> written) {
        public Turn {
            written = List.copyOf(written);
        }

        /** A turn of which only the text is known. */
        public Turn(String user, String assistant) {
            this(user, assistant, List.of());
        }

        /** The assistant's part: its text but for what the model wrote, which stands there as it wrote it. */
        List<Segment> segments() {
            List<Segment> segments = new ArrayList<>();
            int end = 0;
            for (Written piece : written) {
                // A step whose text was trimmed or cut, or that is read otherwise than written, is told by its text.
                if (piece.start >= end && assistant.startsWith(piece.tokens.text(), piece.start)) {
                    addText(segments, assistant.substring(end, piece.start));
                    segments.add(piece.tokens);
                    end = piece.start + piece.tokens.text().length();
                }
            }
            addText(segments, assistant.substring(end));
            return segments;
        }

        private static void addText(List<Segment> segments, String text) {
            if (!text.isEmpty()) {
                segments.add(new Segment.Text(text));
            }
        }
    }

    /** What the model wrote, and where in the assistant's part that is. */
    public record Written(int start, Segment.Generated tokens) {}

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
        List<Segment> segments = inOwnTokens(template.render(messages).segments());
        segments.addAll(turns.getLast().segments());
        return new Prompt(segments);
    }

    /** Puts the model's own tokens into earlier turns, where the template took over their text as it is. */
    private List<Segment> inOwnTokens(List<Segment> rendered) {
        List<Segment> segments = new ArrayList<>();
        int turn = 0;
        for (Segment segment : rendered) {
            if (turn < turns.size() - 1
                    && segment instanceof Segment.Text(String text)
                    && text.equals(turns.get(turn).assistant())) {
                segments.addAll(turns.get(turn).segments());
                turn++;
            } else {
                segments.add(segment);
            }
        }
        return segments;
    }
}
