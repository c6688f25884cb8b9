/**
 * LangChain4j both ways: {@link dev.qwen4j.agent.langchain4j.ChatLanguageModel} is any of its chat models as the model
 * of the loop, {@link dev.qwen4j.agent.langchain4j.AgentChatModel} the loop as a chat model of its own, and
 * {@link dev.qwen4j.agent.langchain4j.MemoryTranscript} its memories as the loop's.
 */
@NullMarked
package dev.qwen4j.agent.langchain4j;

import org.jspecify.annotations.NullMarked;
