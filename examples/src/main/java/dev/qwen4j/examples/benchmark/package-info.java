/** Measurements of what a model does with its tools; the main path is {@link ToolChoice}. */
@NullMarked
package dev.qwen4j.examples.benchmark;

import org.jspecify.annotations.NullMarked;
