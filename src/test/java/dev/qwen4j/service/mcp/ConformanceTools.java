package dev.qwen4j.service.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.service.ToolFixtures;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolProvider;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tools that the conformance suite calls, as far as a {@link Tool} can be one of them. */
@IfBuildProperty(name = ToolFixtures.PROPERTY, stringValue = "true")
@Singleton
public class ConformanceTools implements ToolProvider {
    private static final Attachment PICTURE = new Attachment("dot.png", "image/png", ConformanceFeatures.PNG);
    private static final Attachment SOUND =
            new Attachment("silence.wav", "audio/wav", "RIFF$\0\0\0WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1));
    private static final Attachment NOTE = new Attachment(
            "note.txt", "text/plain", "This is an embedded resource content.".getBytes(StandardCharsets.UTF_8));

    @Override
    public List<Tool> tools() {
        return List.of(
                tool("test_simple_text", ToolOutput.of("This is a simple text response for testing.")),
                tool("test_image_content", ToolOutput.of("a dot").with(PICTURE)),
                tool("test_audio_content", ToolOutput.of("silence").with(SOUND)),
                tool("test_embedded_resource", ToolOutput.of("a note").with(NOTE)),
                tool(
                        "test_multiple_content_types",
                        ToolOutput.of("Multiple content types test:")
                                .with(PICTURE)
                                .with(NOTE)),
                FunctionTool.builder("test_error_handling")
                        .description("Fails.")
                        .calls(arguments -> {
                            throw new ToolException("This tool intentionally returns an error for testing");
                        }),
                FunctionTool.builder("json_schema_2020_12_tool")
                        .description("Tool with JSON Schema 2020-12 features")
                        .parameters(schema())
                        .calls(arguments -> ToolOutput.of(arguments)));
    }

    private static Tool tool(String name, ToolOutput output) {
        return FunctionTool.builder(name)
                .description("Gives what the suite expects.")
                .risk(Risk.READ)
                .calls(arguments -> output);
    }

    private static ObjectNode schema() {
        try {
            return (ObjectNode) new ObjectMapper().readTree("""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                 "$defs": {"address": {"type": "object", "properties": {
                     "street": {"type": "string"}, "city": {"type": "string"}}}},
                 "properties": {"name": {"type": "string"}, "address": {"$ref": "#/$defs/address"}},
                 "additionalProperties": false}
                """);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
