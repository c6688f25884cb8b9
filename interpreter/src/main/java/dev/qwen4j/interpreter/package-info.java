/**
 * Stateful Python sessions in sandboxed worker processes.
 *
 * <p>A {@link dev.qwen4j.interpreter.CodeInterpreter} is one session; each cell ends in an
 * {@link dev.qwen4j.interpreter.Execution}, whatever the code did.
 */
@NullMarked
package dev.qwen4j.interpreter;

import org.jspecify.annotations.NullMarked;
