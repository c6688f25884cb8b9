package dev.qwen4j.service.mcp;

import dev.qwen4j.service.ToolFixtures;
import io.quarkiverse.mcp.server.BlobResourceContents;
import io.quarkiverse.mcp.server.CompleteArg;
import io.quarkiverse.mcp.server.CompletePrompt;
import io.quarkiverse.mcp.server.Elicitation;
import io.quarkiverse.mcp.server.ElicitationRequest.BooleanSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.EnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.IntegerSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.MultiSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.NumberSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.SingleSelectEnumSchema;
import io.quarkiverse.mcp.server.ElicitationRequest.StringSchema;
import io.quarkiverse.mcp.server.ElicitationResponse;
import io.quarkiverse.mcp.server.EmbeddedResource;
import io.quarkiverse.mcp.server.ImageContent;
import io.quarkiverse.mcp.server.McpLog;
import io.quarkiverse.mcp.server.Progress;
import io.quarkiverse.mcp.server.Prompt;
import io.quarkiverse.mcp.server.PromptArg;
import io.quarkiverse.mcp.server.PromptMessage;
import io.quarkiverse.mcp.server.Resource;
import io.quarkiverse.mcp.server.ResourceTemplate;
import io.quarkiverse.mcp.server.Sampling;
import io.quarkiverse.mcp.server.SamplingMessage;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What the conformance suite expects of a server and our tools have no use for, next to {@link ConformanceTools}. */
@IfBuildProperty(name = ToolFixtures.PROPERTY, stringValue = "true")
@Singleton
@RunOnVirtualThread
public class ConformanceFeatures {
    /** One red pixel. */
    static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    private static final String PNG_TEXT = Base64.getEncoder().encodeToString(PNG);

    @Tool(name = "test_tool_with_logging", description = "Logs.")
    String logging(McpLog log) throws InterruptedException {
        log.info("Tool execution started");
        Thread.sleep(50);
        log.info("Tool processing data");
        Thread.sleep(50);
        log.info("Tool execution completed");
        return "done";
    }

    @Tool(name = "test_tool_with_progress", description = "Tells how far it is.")
    String progress(Progress progress) throws InterruptedException {
        for (int percent = 0; percent <= 100; percent += 50) {
            if (progress.token().isPresent()) {
                progress.notificationBuilder()
                        .setProgress(percent)
                        .setTotal(100)
                        .build()
                        .send()
                        .await()
                        .indefinitely();
            }
            Thread.sleep(50);
        }
        return "done";
    }

    @Tool(name = "test_sampling", description = "Asks the client's model.")
    String sampling(@ToolArg(description = "what to ask") String prompt, Sampling sampling) {
        TextContent answer = sampling.requestBuilder()
                .addMessage(SamplingMessage.withUserRole(prompt))
                .setMaxTokens(100)
                .build()
                .sendAndAwait()
                .content()
                .asText();
        return "LLM response: " + answer.text();
    }

    @Tool(name = "test_elicitation", description = "Asks the client's user.")
    String elicitation(@ToolArg(description = "what to ask") String message, Elicitation elicitation) {
        return told(elicitation
                .requestBuilder()
                .setMessage(message)
                .addSchemaProperty(
                        "username", StringSchema.builder().setRequired(true).build())
                .addSchemaProperty(
                        "email", StringSchema.builder().setRequired(true).build())
                .build()
                .sendAndAwait());
    }

    @Tool(name = "test_elicitation_sep1034_defaults", description = "Asks with defaults.")
    String defaults(Elicitation elicitation) {
        return told(elicitation
                .requestBuilder()
                .setMessage("Please confirm")
                .addSchemaProperty(
                        "name",
                        StringSchema.builder().setDefaultValue("John Doe").build())
                .addSchemaProperty(
                        "age", IntegerSchema.builder().setDefaultValue(30).build())
                .addSchemaProperty(
                        "score", NumberSchema.builder().setDefaultValue(95.5).build())
                .addSchemaProperty(
                        "status",
                        EnumSchema.builder(List.of("active", "inactive", "pending"))
                                .setDefaultValue("active")
                                .build())
                .addSchemaProperty(
                        "verified",
                        BooleanSchema.builder().setDefaultValue(true).build())
                .build()
                .sendAndAwait());
    }

    @Tool(name = "test_elicitation_sep1330_enums", description = "Asks for choices.")
    String choices(Elicitation elicitation) {
        List<String> options = List.of("option1", "option2", "option3");
        List<String> values = List.of("value1", "value2", "value3");
        List<String> titles = List.of("First", "Second", "Third");
        return told(elicitation
                .requestBuilder()
                .setMessage("Please choose")
                .addSchemaProperty(
                        "untitledSingle",
                        SingleSelectEnumSchema.builder(options).build())
                .addSchemaProperty(
                        "titledSingle",
                        SingleSelectEnumSchema.builder(values)
                                .setEnumTitles(titles)
                                .build())
                .addSchemaProperty(
                        "legacyEnum",
                        EnumSchema.builder(List.of("opt1", "opt2", "opt3"))
                                .setEnumNames(titles)
                                .build())
                .addSchemaProperty(
                        "untitledMulti", MultiSelectEnumSchema.builder(options).build())
                .addSchemaProperty(
                        "titledMulti",
                        MultiSelectEnumSchema.builder(values)
                                .setEnumTitles(titles)
                                .build())
                .build()
                .sendAndAwait());
    }

    private static String told(ElicitationResponse response) {
        return "Elicitation completed: action=" + response.action() + ", content="
                + (response.content() == null ? Map.of() : response.content().asMap());
    }

    @Resource(uri = "test://static-text", name = "text", description = "A text.", mimeType = "text/plain")
    TextResourceContents text() {
        return new TextResourceContents(
                "test://static-text", "This is the content of the static text resource.", "text/plain");
    }

    @Resource(uri = "test://static-binary", name = "picture", description = "A picture.", mimeType = "image/png")
    BlobResourceContents binary() {
        return new BlobResourceContents("test://static-binary", PNG_TEXT, "image/png");
    }

    @Resource(uri = "test://watched-resource", name = "watched", description = "To be watched.")
    TextResourceContents watched() {
        return TextResourceContents.create("test://watched-resource", "nothing new");
    }

    @ResourceTemplate(
            uriTemplate = "test://template/{id}/data",
            name = "template",
            description = "Data of an id.",
            mimeType = "application/json")
    TextResourceContents template(String id) {
        return new TextResourceContents(
                "test://template/" + id + "/data",
                "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}",
                "application/json");
    }

    @Prompt(name = "test_simple_prompt", description = "A text.")
    PromptMessage simple() {
        return PromptMessage.withUserRole("This is a simple prompt for testing.");
    }

    @Prompt(name = "test_prompt_with_arguments", description = "A text with arguments.")
    PromptMessage arguments(
            @PromptArg(description = "the first") String arg1, @PromptArg(description = "the second") String arg2) {
        return PromptMessage.withUserRole("Prompt with arguments: arg1='" + arg1 + "', arg2='" + arg2 + "'");
    }

    @CompletePrompt("test_prompt_with_arguments")
    List<String> complete(@CompleteArg(name = "arg1") String beginning) {
        return List.of("test", "testing").stream()
                .filter(word -> word.startsWith(beginning))
                .toList();
    }

    @Prompt(name = "test_prompt_with_embedded_resource", description = "A resource.")
    List<PromptMessage> embedded(@PromptArg(description = "its address") String resourceUri) {
        return List.of(
                PromptMessage.withUserRole(new EmbeddedResource(
                        new TextResourceContents(resourceUri, "Embedded resource content for testing.", "text/plain"))),
                PromptMessage.withUserRole("Please process the embedded resource above."));
    }

    @Prompt(name = "test_prompt_with_image", description = "A picture.")
    List<PromptMessage> image() {
        return List.of(
                PromptMessage.withUserRole(new ImageContent(PNG_TEXT, "image/png")),
                PromptMessage.withUserRole("Please analyze the image above."));
    }
}
