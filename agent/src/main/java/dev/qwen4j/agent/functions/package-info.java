/**
 * Function calling by way of ReAct text, for models without a format of their own:
 * {@link dev.qwen4j.agent.functions.ReActFormat} turns a conversation into a prompt, and what the model writes into an
 * answer or a call that the client makes.
 */
@NullMarked
package dev.qwen4j.agent.functions;

import org.jspecify.annotations.NullMarked;
