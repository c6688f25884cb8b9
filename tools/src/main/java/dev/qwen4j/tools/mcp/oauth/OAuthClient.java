package dev.qwen4j.tools.mcp.oauth;

import org.jspecify.annotations.Nullable;

/**
 * How we are known to the authorization server of an MCP server; with nothing set we register ourselves.
 *
 * @param id what we were registered as by hand
 * @param secret that belongs to {@code id}; null for a public client
 * @param metadataUrl where a document that describes us lies, for servers that take its address for an id
 * @param redirectPort the port of this machine that the browser is sent back to; 0 for any
 */
public record OAuthClient(
        @Nullable String id,
        @Nullable String secret,
        @Nullable String metadataUrl,
        int redirectPort) {
    /** Nothing is set. */
    public static final OAuthClient UNKNOWN = new OAuthClient(null, null, null, 0);
}
