/**
 * The OpenAI API over the local model. {@link dev.qwen4j.service.openai.ChatRequest} is what came in,
 * {@link dev.qwen4j.service.openai.ChatCall} what it asks of the model, and every failure ends as an OpenAI error
 * object in {@link dev.qwen4j.service.openai.OpenAiErrors}.
 */
@NullMarked
package dev.qwen4j.service.openai;

import org.jspecify.annotations.NullMarked;
