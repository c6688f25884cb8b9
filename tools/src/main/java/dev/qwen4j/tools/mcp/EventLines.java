package dev.qwen4j.tools.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The events of one {@code text/event-stream}, and what it says of reconnecting. */
final class EventLines implements AutoCloseable {
    private final BufferedReader lines;
    private @Nullable String lastId;
    private @Nullable Duration retry;

    EventLines(InputStream in) {
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The data of the next event that has any; null at the end. */
    @Nullable
    String next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.toString().isBlank()) {
                return data.toString();
            }
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                case "id" -> lastId = value;
                case "retry" -> retry = value.matches("\\d{1,9}") ? Duration.ofMillis(Long.parseLong(value)) : retry;
                default -> {
                    // A comment, or the name of an event, which the protocol does not use.
                }
            }
        }
        return null;
    }

    /** The id of the last event; null if there was none. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** How long to wait before reconnecting; null if nothing was said. */
    @Nullable
    Duration retry() {
        return retry;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
