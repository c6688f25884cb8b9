package dev.qwen4j.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard that is part of the documentation. */
class DashboardTest {
    private static final Path DOCS = Path.of("..", "docs");

    private static Set<String> metrics(String text) {
        return Pattern.compile("qwen4j_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void shows_every_metric_that_is_documented_and_no_other() throws IOException {
        Set<String> documented = metrics(Files.readString(DOCS.resolve("observability.md")));

        assertThat(metrics(Files.readString(DOCS.resolve("grafana.json")))).isEqualTo(documented);
    }

    @Test
    void every_panel_has_its_own_place_and_a_query() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(DOCS.resolve("grafana.json").toFile());

        assertThat(dashboard.path("panels")).hasSizeGreaterThan(15).allSatisfy(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("targets")).isNotEmpty();
            }
        });
        assertThat(dashboard.path("panels").findValues("gridPos")).doesNotHaveDuplicates();
    }
}
