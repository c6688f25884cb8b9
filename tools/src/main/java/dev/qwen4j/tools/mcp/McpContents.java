package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.mcp.client.McpToolResultExtractor;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every kind of content that a call can give (specification 2025-06-18, server/tools): text and images as they
 * are, texts inside embedded resources, and a sentence for what neither the model nor a page can use.
 */
final class McpContents implements McpToolResultExtractor {
    @Override
    public ToolExecutionResult extract(JsonNode contents, boolean isError) {
        List<Content> read = new ArrayList<>();
        for (JsonNode content : contents) {
            read.add(content(content));
        }
        return ToolExecutionResult.builder()
                .resultContents(read)
                .isError(isError)
                .build();
    }

    private static Content content(JsonNode content) {
        String type = content.path("type").asText();
        return switch (type) {
            case "text" -> TextContent.from(content.path("text").asText());
            case "image" ->
                ImageContent.from(
                        content.path("data").asText(), content.path("mimeType").asText("image/png"));
            case "resource" -> resource(content.path("resource"));
            case "resource_link" ->
                TextContent.from("[resource " + content.path("uri").asText() + "]");
            default -> TextContent.from("[" + type + " left out]");
        };
    }

    private static Content resource(JsonNode resource) {
        return TextContent.from(
                resource.path("text").isTextual()
                        ? resource.path("text").asText()
                        : "[resource " + resource.path("uri").asText() + "]");
    }
}
