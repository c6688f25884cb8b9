/**
 * What Java does for Python modules that the language cannot offer without native code. {@link
 * dev.qwen4j.interpreter.worker.library.LibraryCalls} is the one way in: text goes in and text comes out, no object and no
 * path of the host crosses, and nothing here opens a file, a socket or a process.
 */
@NullMarked
package dev.qwen4j.interpreter.worker.library;

import org.jspecify.annotations.NullMarked;
