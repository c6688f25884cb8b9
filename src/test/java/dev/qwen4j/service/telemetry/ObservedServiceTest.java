package dev.qwen4j.service.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.TestModel;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ObservedServiceTest.Traced.class)
@Timeout(60)
class ObservedServiceTest {
    private static final String CALL =
            " I should use the calculator tool.\nAction: calculator\nAction Input: {'expression': '37*43+5'}\nObservation:";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 1596.";

    @Inject
    TestModel model;

    @Inject
    InMemorySpanExporter spans;

    /** Spans are sent to this test instead of the endpoint. */
    public static final class Traced implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:9",
                    "quarkus.otel.exporter.otlp.enabled", "false",
                    "quarkus.otel.simple", "true");
        }
    }

    @Singleton
    static final class Exporter {
        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }
    }

    @Test
    void run_is_counted_and_its_spans_belong_to_the_request() throws Exception {
        model.replay(CALL, ANSWER);

        given().contentType(ContentType.JSON)
                .body("{\"question\":\"What is 37 * 43 + 5?\"}")
                .post("/v1/runs")
                .then()
                .statusCode(200);

        SpanData run = finished("invoke_agent qwen4j");
        SpanData request = finished("POST /v1/runs");
        assertThat(run.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(finished("execute_tool calculator").getParentSpanId()).isEqualTo(run.getSpanId());
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(metrics)
                .contains(
                        "qwen4j_runs_total{outcome=\"answered\",reason=\"\"} 1.0",
                        "qwen4j_tool_seconds_count{outcome=\"ok\",tool=\"calculator\"} 1",
                        "qwen4j_repairs_total{code=\"json5\"} 1.0",
                        "qwen4j_tokens_total{type=\"completion\"}",
                        "qwen4j_ttft_seconds_bucket{le=\"0.25\"}",
                        "qwen4j_queue_depth 0.0",
                        "qwen4j_requests_admitted 0.0",
                        "http_server_requests_seconds_count{method=\"POST\",outcome=\"SUCCESS\",status=\"200\",uri=\"/v1/runs\"}");
    }

    private SpanData finished(String name) throws InterruptedException {
        while (true) {
            List<SpanData> found = spans.getFinishedSpanItems().stream()
                    .filter(span -> span.getName().equals(name))
                    .toList();
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            Thread.sleep(20);
        }
    }
}
