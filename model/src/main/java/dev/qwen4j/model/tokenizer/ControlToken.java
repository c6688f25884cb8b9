package dev.qwen4j.model.tokenizer;

/**
 * A token beyond the ranks.
 *
 * @param text its surface form
 * @param special whether it never belongs to the text of an answer, as {@code <|im_end|>}; {@code <tool_call>} or
 *     {@code <think>} do
 */
record ControlToken(String text, boolean special) {}
