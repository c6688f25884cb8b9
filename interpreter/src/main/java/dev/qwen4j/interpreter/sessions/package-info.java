/**
 * Sessions that people keep: {@link dev.qwen4j.interpreter.sessions.Sessions} finds them by id, each
 * {@link dev.qwen4j.interpreter.sessions.Session} remembers its cells and its files, also when its process or this JVM has
 * ended.
 */
@NullMarked
package dev.qwen4j.interpreter.sessions;

import org.jspecify.annotations.NullMarked;
