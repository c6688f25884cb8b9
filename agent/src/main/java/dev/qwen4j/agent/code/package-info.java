/**
 * Agents that answer by writing Python which calls tools as functions, in the way of Hugging Face's agents; see
 * {@link dev.qwen4j.agent.code.CodeAgent}.
 */
@NullMarked
package dev.qwen4j.agent.code;

import org.jspecify.annotations.NullMarked;
