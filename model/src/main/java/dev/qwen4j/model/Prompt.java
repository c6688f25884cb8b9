package dev.qwen4j.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model continues: text and control tokens, kept apart, so that no text can ever become a control token.
 *
 * <p>Each text segment is tokenized on its own, as in Qwen's {@code make_context}: joining two segments into one may
 * give other tokens.
 */
public record Prompt(List<Segment> segments) {
    /** A piece of a prompt. */
    public sealed interface Segment {
        /** Ordinary text; {@code <|im_start|>} in it is thirteen characters, not a control token. */
        record Text(String text) implements Segment {}

        /** A control token by its surface form, for example {@code <|im_start|>}; written by code only. */
        record Control(String token) implements Segment {}

        /**
         * What the model itself wrote in an earlier {@link Completion}. Tokenizing the text again might give other tokens,
         * which the model would have to read anew.
         *
         * @param ids the tokens it wrote
         * @param text what they stand for
         */
        record Generated(String text, List<Integer> ids) implements Segment {
            /** Of nothing. */
            public static final Generated NOTHING = new Generated("", List.of());

            public Generated {
                ids = List.copyOf(ids);
            }
        }
    }

    public Prompt {
        segments = List.copyOf(segments);
    }

    /** A prompt of text alone. */
    public static Prompt of(String text) {
        return new Prompt(List.of(new Segment.Text(text)));
    }

    /** This prompt with one more text segment at its end. */
    public Prompt plus(String text) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(new Segment.Text(text));
        return new Prompt(longer);
    }

    /** The prompt as one would read it, control tokens by their surface forms. For people and logs: not reversible. */
    public String display() {
        StringBuilder all = new StringBuilder();
        for (Segment segment : segments) {
            all.append(
                    switch (segment) {
                        case Segment.Text t -> t.text();
                        case Segment.Control c -> c.token();
                        case Segment.Generated g -> g.text();
                    });
        }
        return all.toString();
    }
}
