/** Tools of Model Context Protocol servers; the only package that knows the protocol's client, which is optional. */
@NullMarked
package dev.qwen4j.tools.mcp;

import org.jspecify.annotations.NullMarked;
