/**
 * Python sessions over HTTP: {@link dev.qwen4j.service.interpreter.SessionsResource} takes requests,
 * {@link dev.qwen4j.service.interpreter.PythonSessions} has the sessions.
 */
@NullMarked
package dev.qwen4j.service.interpreter;

import org.jspecify.annotations.NullMarked;
