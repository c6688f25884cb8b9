/** The token loop: sampling, stopping, streaming. */
@NullMarked
package dev.qwen4j.model.decode;

import org.jspecify.annotations.NullMarked;
