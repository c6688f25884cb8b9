package dev.qwen4j.tools.mcp;

import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.mcp.oauth.OAuthClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where a server of the Model Context Protocol is, and how far it is trusted.
 *
 * @param name what the user calls it
 * @param transport how it is reached
 * @param risk the worst its tools can do
 * @param timeout how long each try may take
 * @param retries of a call that failed for a reason that may pass; only where {@code risk} is {@code READ}
 */
public record McpServer(String name, Transport transport, Risk risk, Duration timeout, int retries) {
    public McpServer {
        if (retries > 0 && risk != Risk.READ) {
            throw new IllegalArgumentException("'" + name + "' has retries but the risk " + risk
                    + ", so that they might do something twice: they need the risk READ");
        }
    }

    /** Without retries. */
    public McpServer(String name, Transport transport, Risk risk, Duration timeout) {
        this(name, transport, risk, timeout, 0);
    }

    /** How a server is reached. */
    public sealed interface Transport {}

    /**
     * A program that speaks over its standard input and output.
     *
     * @param command the program and its arguments
     * @param environment variables for it besides our own
     */
    public record Stdio(List<String> command, Map<String, String> environment) implements Transport {
        public Stdio {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * A server that speaks streamable HTTP.
     *
     * @param headers sent with each request
     * @param oauth how we are known to its authorization server, if it wants tokens and {@code headers} have no
     *     {@code Authorization}
     */
    public record Http(URI url, Map<String, String> headers, OAuthClient oauth) implements Transport {
        public Http {
            headers = Map.copyOf(headers);
        }

        /** A server that we are not known to yet. */
        public Http(URI url, Map<String, String> headers) {
            this(url, headers, OAuthClient.UNKNOWN);
        }
    }
}
