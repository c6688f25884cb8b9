package dev.qwen4j.agent.react;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What models write, by the rule that says what it means: {@code react/catalogue.jsonl}, over {@code react/tools.json}.
 */
final class Catalogue {
    private static final JsonMapper JSON = new JsonMapper();

    private Catalogue() {}

    record Case(int line, JsonNode json) {
        String text() {
            return json.path("text").asText();
        }

        FinishReason finish() {
            return switch (json.path("finish").asText()) {
                case "stop" -> FinishReason.STOP_WORD;
                case "length" -> FinishReason.LENGTH;
                default -> FinishReason.END_OF_TEXT;
            };
        }

        @Override
        public String toString() {
            return "line " + line + ", rule " + json.path("rule");
        }
    }

    static List<Case> cases() {
        try (InputStream in = resource("catalogue.jsonl");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<Case> cases = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                cases.add(new Case(cases.size() + 1, JSON.readTree(line)));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ToolRegistry tools() {
        try (InputStream in = resource("tools.json")) {
            List<Tool> tools = new ArrayList<>();
            for (JsonNode tool : JSON.readTree(in)) {
                tools.add(new Described(new ToolSpec(
                        tool.path("name").asText(),
                        tool.path("name_for_human").asText(tool.path("name").asText()),
                        tool.path("description").asText(),
                        (ObjectNode) tool.path("parameters"),
                        Risk.READ)));
            }
            return new ToolRegistry(tools);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Catalogue.class.getResourceAsStream("/react/" + name), name);
    }

    private record Described(ToolSpec spec) implements Tool {
        @Override
        public ToolOutput call(ObjectNode arguments) {
            throw new ToolException("not to be called");
        }
    }
}
