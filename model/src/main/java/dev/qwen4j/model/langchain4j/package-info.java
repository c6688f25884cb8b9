/**
 * Models in this JVM as LangChain4j's chat models: {@link dev.qwen4j.model.langchain4j.QwenChatModel},
 * {@link dev.qwen4j.model.langchain4j.QwenStreamingChatModel}. Both make a {@code Turn} of a request, run it, and make a
 * response of what was written. LangChain4j's types stay in this package.
 */
@NullMarked
package dev.qwen4j.model.langchain4j;

import org.jspecify.annotations.NullMarked;
