package dev.qwen4j.tools.openapi;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which operations of which documents become tools, and how they are called.
 *
 * @param name what the user calls it
 * @param document a file, a folder of files ({@code .json}, {@code .yaml}, {@code .yml}), or an http or https address
 * @param baseUrl where the operations are; null for the document's first server
 * @param allow which operations: an {@code operationId}, or a method and a path such as {@code POST /pets/{id}}, where
 *     {@code *} stands for any text; empty for all that only read ({@code GET})
 * @param headers sent with each call, such as {@code Authorization}; the model neither sees nor sets them
 * @param query added to each call, for keys that belong there
 * @param timeout of one try
 * @param retries of a {@code GET} or {@code HEAD} that failed for a reason that may pass
 */
public record OpenApiSource(
        String name,
        String document,
        @Nullable URI baseUrl,
        List<String> allow,
        Map<String, String> headers,
        Map<String, String> query,
        Duration timeout,
        int retries) {
    public OpenApiSource {
        allow = List.copyOf(allow);
        headers = Map.copyOf(headers);
        query = Map.copyOf(query);
    }

    /** Whether the operation may be offered. */
    boolean allows(String operationId, String method, String path) {
        if (allow.isEmpty()) {
            return method.equals("GET");
        }
        return allow.stream()
                .anyMatch(allowed -> matches(allowed, operationId) || matches(allowed, method + " " + path));
    }

    private static boolean matches(String pattern, String text) {
        String[] pieces = pattern.split("\\*", -1);
        if (pieces.length == 1) {
            return pattern.equals(text);
        }
        String last = pieces[pieces.length - 1];
        if (!text.startsWith(pieces[0])) {
            return false;
        }
        int from = pieces[0].length();
        for (int i = 1; i < pieces.length - 1; i++) {
            int found = text.indexOf(pieces[i], from);
            if (found < 0) {
                return false;
            }
            from = found + pieces[i].length();
        }
        return text.length() - last.length() >= from && text.endsWith(last);
    }
}
