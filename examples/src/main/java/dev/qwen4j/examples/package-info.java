/** One {@code main} per demo of the README. */
@NullMarked
package dev.qwen4j.examples;

import org.jspecify.annotations.NullMarked;
