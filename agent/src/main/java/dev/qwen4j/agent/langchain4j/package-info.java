/** The local model as a LangChain4j chat model that calls tools. LangChain4j's types stay in this package. */
@NullMarked
package dev.qwen4j.agent.langchain4j;

import org.jspecify.annotations.NullMarked;
