package dev.qwen4j.service.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Some thousand mutated requests; {@code QWEN4J_FUZZ_REQUESTS} says how many. */
@QuarkusTest
@TestProfile(FuzzingTest.WithoutSessions.class)
class FuzzingTest {
    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI service;

    /** Python sessions are processes, and this is not about them. */
    public static final class WithoutSessions implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("qwen4j.interpreter.max-sessions", "1");
        }
    }

    @Test
    @Timeout(36_000)
    void no_request_makes_the_service_fail_and_every_refusal_is_an_error_object() throws Exception {
        long count = Long.parseLong(System.getenv().getOrDefault("QWEN4J_FUZZ_REQUESTS", "3000"));
        model.behave((prompt, config, onText) -> new ScriptedModel(config.grammar() == null ? "Final Answer: ok" : "")
                .complete(prompt, config.withGrammar(null), onText));

        Fuzzing.Report report = new Fuzzing(service).run(0, count);

        System.out.println("fuzzing: seeds 0 to " + (count - 1) + ", answers by status: " + report.statuses());
        assertThat(report.faults()).isEmpty();
        assertThat(report.statuses()).containsKeys(200, 400, 404, 405, 415);
    }
}
