/**
 * The agent over HTTP: {@link dev.qwen4j.service.runs.RunsResource} takes a question,
 * {@link dev.qwen4j.service.runs.Runs} answers it.
 */
@NullMarked
package dev.qwen4j.service.runs;

import org.jspecify.annotations.NullMarked;
