/** Permission to use a server of the Model Context Protocol, as its specification has it: OAuth 2.1 with PKCE. */
@NullMarked
package dev.qwen4j.tools.mcp.oauth;

import org.jspecify.annotations.NullMarked;
