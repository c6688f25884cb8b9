package dev.qwen4j.model;

/**
 * What a model wrote.
 *
 * @param text the generated text without stop word, end token or half characters
 */
public record Completion(String text, FinishReason finishReason, Usage usage) {}
