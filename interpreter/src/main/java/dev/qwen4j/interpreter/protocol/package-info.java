/**
 * What the service and a worker process say to each other: {@link dev.qwen4j.interpreter.protocol.Message}s as JSON
 * objects, each behind its length as four bytes, high byte first, over the worker's standard input and output.
 *
 * <p>Neither side trusts the other: a frame has a limit, an object holds texts, numbers and lists of texts, and a wrong one is an error, never a guess.
 */
@NullMarked
package dev.qwen4j.interpreter.protocol;

import org.jspecify.annotations.NullMarked;
