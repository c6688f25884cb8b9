/** A checkpoint folder on disk: configuration and weights, checked before they are used. */
@NullMarked
package dev.qwen4j.model.checkpoint;

import org.jspecify.annotations.NullMarked;
