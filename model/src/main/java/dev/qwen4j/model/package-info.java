/**
 * Runs a Qwen checkpoint inside the JVM.
 *
 * <p>The main path: {@link dev.qwen4j.model.QwenModel} opens a checkpoint folder; its
 * {@link dev.qwen4j.model.LanguageModel#chatTemplate() template} turns
 * {@link dev.qwen4j.model.Message messages} into a {@link dev.qwen4j.model.Prompt};
 * {@link dev.qwen4j.model.LanguageModel#complete} continues it.
 */
@NullMarked
package dev.qwen4j.model;

import org.jspecify.annotations.NullMarked;
