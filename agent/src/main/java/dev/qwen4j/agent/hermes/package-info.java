/**
 * Tool calls in the format that a model was trained on, where it has one: {@link dev.qwen4j.agent.hermes.Hermes} is the
 * {@link dev.qwen4j.agent.Protocol} of the loop over the model's {@link dev.qwen4j.model.chat.FunctionFormat}.
 */
@NullMarked
package dev.qwen4j.agent.hermes;

import org.jspecify.annotations.NullMarked;
