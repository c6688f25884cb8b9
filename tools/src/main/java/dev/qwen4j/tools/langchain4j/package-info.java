/** LangChain4j's {@code @Tool} objects as tools; the only package that knows LangChain4j, which is optional. */
@NullMarked
package dev.qwen4j.tools.langchain4j;

import org.jspecify.annotations.NullMarked;
