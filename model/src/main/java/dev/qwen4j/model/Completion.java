package dev.qwen4j.model;

/**
 * What a model wrote.
 *
 * @param text the generated text without stop word, special tokens or half characters; markers as {@code <tool_call>} are text
 */
public record Completion(String text, FinishReason finishReason, Usage usage) {}
