/**
 * A checkpoint folder on disk: configuration and weights, checked before they are used.
 *
 * <p>The main path: {@link dev.qwen4j.model.checkpoint.Checkpoint#open} reads
 * {@link dev.qwen4j.model.checkpoint.QwenConfig} and hands out {@link dev.qwen4j.model.checkpoint.TensorData}.
 */
@NullMarked
package dev.qwen4j.model.checkpoint;

import org.jspecify.annotations.NullMarked;
