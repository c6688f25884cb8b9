package dev.qwen4j.service.runs;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that is strict, asks more, and offers operations of an OpenAPI document. */
@QuarkusTest
@TestProfile(ConfiguredRunsTest.Configured.class)
@Timeout(60)
class ConfiguredRunsTest {
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 42.";

    @Inject
    TestModel model;

    public static final class Configured implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path document = Path.of("target", "pets.json").toAbsolutePath();
                Files.writeString(
                        document,
                        "{\"openapi\": \"3.0.0\", \"servers\": [{\"url\": \"https://pets.example\"}],"
                                + " \"paths\": {\"/pets\": {\"get\": {\"operationId\": \"listPets\"},"
                                + " \"post\": {\"operationId\": \"addPet\"}}}}");
                return Map.of(
                        "qwen4j.session.openapi", document.toString(),
                        "qwen4j.session.strict", "true",
                        "qwen4j.session.ask-for", "read,exec");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ValidatableResponse run(String more) {
        return given().contentType(ContentType.JSON)
                .body("{\"question\":\"What is 6 * 7?\"" + more + "}")
                .post("/v1/runs")
                .then()
                .statusCode(200);
    }

    @Test
    void repaired_text_is_written_again() {
        model.replay(" t\nAction: calculator\nAction Input: {'expression': '6*7'}", ANSWER);

        run("").body("events.event", hasItem("retry")).body("events.event", not(hasItem("action")));
    }

    @Test
    void calls_of_the_named_risks_need_consent() {
        String call = " t\nAction: calculator\nAction Input: {\"expression\": \"6*7\"}";

        model.replay(call, ANSWER);
        run(",\"approval\":\"ask\"").body("outcome", equalTo("waiting"));
        model.replay(call, ANSWER);
        run("").body("events.find { it.event == 'observation' }.status", equalTo("denied"));
    }

    @Test
    void allowed_operations_of_documents_are_offered() {
        model.replay(ANSWER);

        run("").body("events[0].tools", hasItems("calculator", "listPets"))
                .body("events[0].tools", not(hasItem("addPet")));
    }
}
