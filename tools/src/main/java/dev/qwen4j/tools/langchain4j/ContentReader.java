package dev.qwen4j.tools.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.ToolOutput;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Reads the result of a LangChain4j tool: its text for the model, its images for people. */
final class ContentReader {
    private static final String NO_TEXT = "The result is an image, shown to the user.";

    private ContentReader() {}

    static ToolOutput read(ToolExecutionResult result) {
        List<Content> contents = Objects.requireNonNullElse(result.resultContents(), List.of());
        List<Image> images = contents.stream()
                .filter(ImageContent.class::isInstance)
                .map(content -> ((ImageContent) content).image())
                .filter(image -> image.base64Data() != null)
                .toList();
        ToolOutput output = ToolOutput.of(text(result, contents, !images.isEmpty()));
        for (int i = 0; i < images.size(); i++) {
            output = output.with(attachment(i + 1, images.get(i)));
        }
        return output;
    }

    private static String text(ToolExecutionResult result, List<Content> contents, boolean hasImages) {
        // LangChain4j refuses to give one text where there is more than text.
        boolean onlyText = contents.stream().allMatch(TextContent.class::isInstance);
        if (onlyText) {
            return Objects.requireNonNullElse(result.resultText(), "");
        }
        StringBuilder text = new StringBuilder();
        for (Content content : contents) {
            if (content instanceof TextContent part) {
                text.append(text.isEmpty() ? "" : "\n").append(part.text());
            }
        }
        return text.isEmpty() && hasImages ? NO_TEXT : text.toString();
    }

    private static Attachment attachment(int number, Image image) {
        String type = Objects.requireNonNullElse(image.mimeType(), "image/png");
        String suffix = type.substring(type.indexOf('/') + 1).replaceAll("\\W.*", "");
        return new Attachment(
                "image-" + number + "." + suffix, type, Base64.getDecoder().decode(image.base64Data()));
    }
}
