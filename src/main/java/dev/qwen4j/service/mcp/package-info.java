/**
 * The service as a server of the Model Context Protocol, at {@code /mcp}: {@link dev.qwen4j.service.mcp.McpTools} offers
 * our tools and {@code run_agent}; each client works with a {@link dev.qwen4j.service.Toolbox} of its own.
 */
@NullMarked
package dev.qwen4j.service.mcp;

import org.jspecify.annotations.NullMarked;
