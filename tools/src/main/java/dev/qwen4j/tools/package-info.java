/**
 * What a model may call.
 *
 * <p>A {@link dev.qwen4j.tools.Tool} says what it can do in its {@link dev.qwen4j.tools.ToolSpec} and does it when
 * {@linkplain dev.qwen4j.tools.Tool#call called}; a {@link dev.qwen4j.tools.ToolRegistry} finds it by name, checks the
 * arguments and turns every failure into a {@link dev.qwen4j.tools.ToolResult} the model can read.
 */
@NullMarked
package dev.qwen4j.tools;

import org.jspecify.annotations.NullMarked;
