/**
 * The tools that come with Qwen4j, one file each, with the names and descriptions that the demo model was trained on.
 *
 * <p>File tools work in a {@link dev.qwen4j.tools.builtin.Workspace} and reach nothing outside it.
 */
@NullMarked
package dev.qwen4j.tools.builtin;

import org.jspecify.annotations.NullMarked;
