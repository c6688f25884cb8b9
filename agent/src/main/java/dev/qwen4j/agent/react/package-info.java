/**
 * Qwen's ReAct format: {@link dev.qwen4j.agent.react.ReActPrompt} writes it, {@link dev.qwen4j.agent.react.ReActParser}
 * and its incremental form {@link dev.qwen4j.agent.react.ReActReader} read what models make of it, and
 * {@link dev.qwen4j.agent.react.ReAct} offers both to the loop.
 */
@NullMarked
package dev.qwen4j.agent.react;

import org.jspecify.annotations.NullMarked;
