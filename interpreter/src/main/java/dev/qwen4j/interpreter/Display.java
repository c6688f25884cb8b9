package dev.qwen4j.interpreter;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Something a cell shows besides text, in the form that notebooks keep it in.
 *
 * @param mimeType for example {@code image/png}
 * @param data text for types that are text ({@code text/...}, {@code image/svg+xml}, {@code application/json}), otherwise
 *     base64, as the code gave it
 */
public record Display(String mimeType, String data) {
    /** Whether {@link #data} is the text itself. */
    public boolean isText() {
        return mimeType.startsWith("text/") || mimeType.endsWith("+xml") || mimeType.endsWith("json");
    }

    /**
     * What would be in a file.
     *
     * @throws IllegalArgumentException if the code gave something that is not base64
     */
    public byte[] bytes() {
        return isText()
                ? data.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(data);
    }
}
