package dev.qwen4j.service.clients;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What every client of OpenAI's API has to manage with this service, the same list for all of them, read from
 * {@code scenarios.json}.
 *
 * @param schema of the answers of scenarios that want one
 */
record Scenarios(List<Tool> tools, JsonNode schema, List<Scenario> scenarios) {
    /** With the clients of npm's, and what they have to be installed by. */
    static final Path FOLDER = Path.of("test", "clients").toAbsolutePath();

    /** @param result of any call */
    record Tool(String name, String description, JsonNode parameters, String result) {}

    /**
     * @param replies what the model says, in order
     * @param cancel whether the client leaves after the first piece
     * @param model another one than the service has; null for that one
     * @param expected of what the client makes of it: names and values
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Scenario(
            String name,
            String question,
            List<String> replies,
            boolean tools,
            boolean stream,
            boolean schema,
            boolean cancel,
            String model,
            JsonNode expected) {}

    static Scenarios read() {
        try {
            return new ObjectMapper().readValue(FOLDER.resolve("scenarios.json").toFile(), Scenarios.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scenario that a prompt belongs to. */
    Scenario of(String prompt) {
        return scenarios.stream()
                .filter(scenario -> prompt.contains(scenario.question()))
                .findFirst()
                .orElseThrow();
    }

    String resultOf(String tool) {
        return tools.stream()
                .filter(each -> each.name().equals(tool))
                .findFirst()
                .orElseThrow()
                .result();
    }
}
