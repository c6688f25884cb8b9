package dev.qwen4j.service.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolResult;
import io.quarkiverse.mcp.server.AudioContent;
import io.quarkiverse.mcp.server.BlobResourceContents;
import io.quarkiverse.mcp.server.Content;
import io.quarkiverse.mcp.server.EmbeddedResource;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkiverse.mcp.server.ToolResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call gave, as the protocol has it: the text; images and sounds as such, other files as embedded resources; and
 * the JSON of a tool that gives JSON as structured content.
 */
final class McpResults {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";

    private McpResults() {}

    static ToolResponse of(ToolResult result) {
        return switch (result) {
            case ToolResult.Failed failed -> ToolResponse.error(failed.text());
            case ToolResult.Ok ok -> of(ok.output());
        };
    }

    private static ToolResponse of(ToolOutput output) {
        List<Content> contents = new ArrayList<>();
        contents.add(new TextContent(output.text()));
        Object structured = null;
        for (Attachment attachment : output.attachments()) {
            Object object = structured == null ? jsonObject(attachment) : null;
            if (object == null) {
                contents.add(content(attachment));
            } else {
                structured = object;
            }
        }
        return structured == null
                ? new ToolResponse(false, contents)
                : new ToolResponse(false, contents, structured, null);
    }

    /** Structured content must be an object. */
    private static @Nullable Object jsonObject(Attachment attachment) {
        if (!attachment.mediaType().equals(JSON_TYPE)) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(attachment.content());
            return json.isObject() ? json : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Content content(Attachment attachment) {
        String type = attachment.mediaType();
        if (type.startsWith("image/") && !type.endsWith("+xml")) {
            return new ImageContent(base64(attachment), type);
        }
        if (type.startsWith("audio/")) {
            return new AudioContent(base64(attachment), type);
        }
        String uri = "attachment:"
                + URLEncoder.encode(attachment.name(), StandardCharsets.UTF_8).replace("+", "%20");
        boolean text = type.startsWith("text/") || type.endsWith("json") || type.endsWith("+xml");
        return new EmbeddedResource(
                text
                        ? new TextResourceContents(uri, new String(attachment.content(), StandardCharsets.UTF_8), type)
                        : new BlobResourceContents(uri, base64(attachment), type));
    }

    private static String base64(Attachment attachment) {
        return Base64.getEncoder().encodeToString(attachment.content());
    }
}
