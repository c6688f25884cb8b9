package dev.qwen4j.model;

import dev.qwen4j.model.Prompt.Segment.Generated;

/**
 * What a model wrote.
 *
 * @param text the generated text without stop word, special tokens or half characters; markers as {@code <tool_call>}
 *     are text
 * @param written all that was sampled, but for an end token: for a prompt that goes on from here, so that the model finds
 *     its own tokens in it. Empty if there are no tokens to tell
 */
public record Completion(String text, FinishReason finishReason, Usage usage, Generated written) {
    /** Of something that does not write in tokens. */
    public Completion(String text, FinishReason finishReason, Usage usage) {
        this(text, finishReason, usage, Generated.NOTHING);
    }
}
