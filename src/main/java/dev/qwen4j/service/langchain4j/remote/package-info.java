/** Models that other servers run, by LangChain4j's client for OpenAI's API. */
@NullMarked
package dev.qwen4j.service.langchain4j.remote;

import org.jspecify.annotations.NullMarked;
