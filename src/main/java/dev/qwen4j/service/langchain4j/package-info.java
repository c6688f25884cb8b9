/** Beans with LangChain4j's annotations as tools of the service. */
@NullMarked
package dev.qwen4j.service.langchain4j;

import org.jspecify.annotations.NullMarked;
