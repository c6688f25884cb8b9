package dev.qwen4j.service.langchain4j.remote;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.Qwen4jConfig;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own service as the server of a remote model. */
@QuarkusTest
@Timeout(90)
class RemoteServiceTest {
    private static final String CALL =
            "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {\"expression\": \"6 * 7\"}}\n</tool_call>";

    @Inject
    TestModel model;

    @Inject
    Qwen4jConfig config;

    @TestHTTPResource("/v1")
    URI base;

    /** Names of events, several deltas of one part being one. */
    private static List<String> names(Iterable<JsonNode> events) {
        List<String> names = new ArrayList<>();
        for (JsonNode event : events) {
            String name = event.path("event").asText();
            if (names.isEmpty() || !names.getLast().equals(name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Test
    void remote_model_drives_the_same_loop_with_the_same_events() throws Exception {
        model.replayAsQwen3(CALL, "It is 42.");
        String local = given().contentType(ContentType.JSON)
                .body("{\"question\":\"What is 6 * 7?\",\"tools\":[\"calculator\"],\"stream\":false}")
                .post("/v1/runs")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        model.replayAsQwen3(CALL, "It is 42.");
        List<JsonNode> events = new ArrayList<>();

        Outcome outcome;
        try (LanguageModel remote = new RemoteModel(base, "test/model", null, 8000).open();
                AgentSession session =
                        AgentSession.open(remote, config.sessionSettings().withTools(List.of("calculator")))) {
            outcome = session.agent()
                    .run(
                            Transcript.empty().ask("What is 6 * 7?"),
                            (AgentEvent event) -> events.add(EventJson.of(event)));
        }

        JsonNode expected = new ObjectMapper().readTree(local);
        assertThat(outcome.answer())
                .isEqualTo("It is 42.")
                .isEqualTo(expected.path("answer").asText());
        assertThat(names(events)).isEqualTo(names(expected.path("events"))).contains("action", "observation", "done");
    }
}
