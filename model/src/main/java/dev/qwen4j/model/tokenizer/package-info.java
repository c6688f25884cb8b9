/** Text to token ids and back. */
@NullMarked
package dev.qwen4j.model.tokenizer;

import org.jspecify.annotations.NullMarked;
