package dev.qwen4j.tools;

import java.util.Arrays;
import java.util.Objects;

/**
 * Something a tool made that is for people rather than for the model: an image, a file, the JSON behind a sentence.
 *
 * @param name a file name without folders, unique within one {@link ToolOutput}
 * @param mediaType for example {@code image/png}
 * @param content the bytes; treat as immutable
 */
public record Attachment(String name, String mediaType, byte[] content) {
    public Attachment {
        if (name.isBlank() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("name must be a file name without folders but is '" + name + "'");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attachment(String otherName, String otherType, byte[] otherContent)
                && name.equals(otherName)
                && mediaType.equals(otherType)
                && Arrays.equals(content, otherContent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, mediaType, Arrays.hashCode(content));
    }

    @Override
    public String toString() {
        return "Attachment[" + name + ", " + mediaType + ", " + content.length + " bytes]";
    }
}
