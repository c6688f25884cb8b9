/**
 * Conversations to prompts, and what models write to replies: a {@link dev.qwen4j.model.chat.ChatTemplate} frames plain
 * messages, a {@link dev.qwen4j.model.chat.FunctionFormat} also tells of functions and reads their calls.
 */
@NullMarked
package dev.qwen4j.model.chat;

import org.jspecify.annotations.NullMarked;
