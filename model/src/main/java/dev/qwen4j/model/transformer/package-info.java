/** The forward pass. */
@NullMarked
package dev.qwen4j.model.transformer;

import org.jspecify.annotations.NullMarked;
