/** JSON on the streaming parser alone, for code that runs in a worker, where data binding would cost start-up time. */
@NullMarked
package dev.qwen4j.interpreter.json;

import org.jspecify.annotations.NullMarked;
