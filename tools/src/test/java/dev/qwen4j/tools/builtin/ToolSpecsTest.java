package dev.qwen4j.tools.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model was trained on exactly these words. */
class ToolSpecsTest {
    @TempDir
    Path folder;

    private List<Tool> tools() {
        Workspace workspace = new Workspace(folder);
        return List.of(
                new Calculator(),
                new CurrentTime(Clock.systemUTC()),
                new UnitConverter(),
                new DocumentSearch(folder),
                new ReadFile(workspace),
                new WriteFile(workspace),
                new ListFiles(workspace),
                new FetchUrl());
    }

    @ParameterizedTest
    @CsvSource({
        "calculator,READ",
        "current_time,READ",
        "unit_convert,READ",
        "search_documents,READ",
        "read_file,READ",
        "write_file,WRITE",
        "list_files,READ",
        "fetch_url,NETWORK"
    })
    void each_tool_is_described_as_in_training(String name, Risk risk) throws IOException {
        ToolSpec spec = tools().stream()
                .map(Tool::spec)
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();

        JsonNode trained = trained(name);
        assertThat(spec.humanName()).isEqualTo(trained.path("name_for_human").asText());
        assertThat(spec.description())
                .isEqualTo(trained.path("description_for_model").asText());
        assertThat(spec.parameters().toString())
                .isEqualTo(trained.path("parameters").toString());
        assertThat(spec.risk()).isEqualTo(risk);
    }

    private static JsonNode trained(String name) throws IOException {
        try (InputStream in = ToolSpecsTest.class.getResourceAsStream("/tools.json")) {
            for (JsonNode tool : new ObjectMapper().readTree(in)) {
                if (tool.path("name_for_model").asText().equals(name)) {
                    return tool;
                }
            }
        }
        throw new AssertionError("tools.json has no " + name);
    }
}
