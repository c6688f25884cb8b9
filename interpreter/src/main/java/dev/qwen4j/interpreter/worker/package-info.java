/**
 * The guest side: what runs in the worker process, around the Python context.
 *
 * <p>{@link dev.qwen4j.interpreter.worker.WorkerMain} reads messages and hands cells to the one thread that runs Python.
 * Nothing here is used inside the service's JVM, and nothing here uses more of this project than the protocol.
 */
@NullMarked
package dev.qwen4j.interpreter.worker;

import org.jspecify.annotations.NullMarked;
