/** Conversations to prompts: one {@link dev.qwen4j.model.chat.ChatTemplate} per family of chat models. */
@NullMarked
package dev.qwen4j.model.chat;

import org.jspecify.annotations.NullMarked;
