/** The loop that lets a model work: ask, call a tool, read the observation, ask again, answer. */
@NullMarked
package dev.qwen4j.agent;

import org.jspecify.annotations.NullMarked;
