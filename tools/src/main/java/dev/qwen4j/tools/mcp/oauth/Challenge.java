package dev.qwen4j.tools.mcp.oauth;

import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server says it wants in {@code WWW-Authenticate: Bearer}. */
public record Challenge(Map<String, String> parameters) {
    private static final Pattern PARAMETER =
            Pattern.compile("([a-zA-Z_]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");

    public Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** Without parameters where the headers have none. */
    public static Challenge of(HttpHeaders headers) {
        Map<String, String> parameters = new HashMap<>();
        for (String header : headers.allValues("WWW-Authenticate")) {
            if (header.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
                Matcher matcher = PARAMETER.matcher(header);
                while (matcher.find()) {
                    String quoted = matcher.group(2);
                    parameters.put(matcher.group(1), quoted != null ? quoted : matcher.group(3));
                }
            }
        }
        return new Challenge(parameters);
    }

    @Nullable
    String scope() {
        return parameters.get("scope");
    }

    @Nullable
    String resourceMetadata() {
        return parameters.get("resource_metadata");
    }

    /** Whether the token is good, but not for this. */
    public boolean wantsMoreScope() {
        return "insufficient_scope".equals(parameters.get("error"));
    }
}
