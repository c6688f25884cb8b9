/** Stand-ins for a model in tests, ours and users'. */
@NullMarked
package dev.qwen4j.model.testing;

import org.jspecify.annotations.NullMarked;
