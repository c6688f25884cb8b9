/**
 * What measuring needs besides a model: checkpoints without trained weights, and what the machine's memory can do.
 *
 * <p>The main path: {@link dev.qwen4j.model.bench.RandomCheckpoint} writes a folder that
 * {@link dev.qwen4j.model.QwenModel#open} loads like any other; the model measures itself.
 */
@NullMarked
package dev.qwen4j.model.bench;

import org.jspecify.annotations.NullMarked;
