/**
 * Text to token ids and back.
 *
 * <p>The main path: {@link dev.qwen4j.model.tokenizer.QwenTokenizer#load} reads a checkpoint's vocabulary;
 * {@link dev.qwen4j.model.tokenizer.StreamingDecoder} turns generated ids into text.
 */
@NullMarked
package dev.qwen4j.model.tokenizer;

import org.jspecify.annotations.NullMarked;
