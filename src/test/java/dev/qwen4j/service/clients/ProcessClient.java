package dev.qwen4j.service.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A client in a process of its own, which prints a line of JSON for each scenario.
 *
 * @param installed the folder that is there once the client is installed
 * @param install how
 */
record ProcessClient(List<String> command, String installed, String install) implements Client {
    /** One that {@code scenarios.mjs} knows by {@code name}. */
    static ProcessClient ofNpm(String name) {
        return new ProcessClient(
                List.of("node", "scenarios.mjs", name), "node_modules", "npm ci --prefix src/test/clients");
    }

    /** A Java program in one file, with jars that this process does without. */
    static ProcessClient ofJava(String file) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessClient(
                List.of(java, "-cp", "target/dependency/*", file),
                "target/dependency",
                "mvn -f src/test/clients/pom.xml dependency:copy-dependencies");
    }

    @Override
    public Map<String, JsonNode> play(Scenarios scenarios, URI base, String model) throws Exception {
        assumeTrue(
                Files.isDirectory(Scenarios.FOLDER.resolve(installed)),
                () -> "the client is not installed: " + install);
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(base.toString(), model));
        Process process = new ProcessBuilder(line)
                .directory(Scenarios.FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            Map<String, JsonNode> results = new LinkedHashMap<>();
            String lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            for (String each : lines.lines().toList()) {
                JsonNode played = new ObjectMapper().readTree(each);
                results.put(played.path("scenario").asText(), played.path("result"));
            }
            assertThat(process.waitFor()).isZero();
            return results;
        } finally {
            process.destroyForcibly();
        }
    }
}
