/**
 * The application on top of the libraries: one user's {@linkplain dev.qwen4j.service.AgentSession session}, and what
 * the command line and the HTTP service share.
 */
@NullMarked
package dev.qwen4j.service;

import org.jspecify.annotations.NullMarked;
