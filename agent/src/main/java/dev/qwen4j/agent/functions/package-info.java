/**
 * OpenAI's function calling by way of ReAct text: {@link dev.qwen4j.agent.functions.FunctionCalling} turns a request's
 * messages into a prompt, and what the model writes into an answer or a call that the client makes.
 */
@NullMarked
package dev.qwen4j.agent.functions;

import org.jspecify.annotations.NullMarked;
