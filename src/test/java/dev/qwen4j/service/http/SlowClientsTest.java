package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(SlowClientsTest.Impatient.class)
@Timeout(90)
class SlowClientsTest {
    private static final String HEAD = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: 9000000\r\n\r\n";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI server;

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("qwen4j.limits.silence", "1s");
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void connection_without_a_request_is_closed() throws Exception {
        try (Socket silent = send("")) {
            assertThat(rest(silent)).isEmpty();
        }
    }

    @Test
    void half_a_head_is_closed() throws Exception {
        try (Socket half = send("POST /v1/completions HTTP/1.1\r\nHost: local")) {
            assertThat(rest(half)).isEmpty();
        }
    }

    @Test
    void body_that_was_promised_and_does_not_come_is_a_timeout() throws Exception {
        try (Socket promise = send(HEAD + "{\"prompt\":")) {
            assertThat(rest(promise)).startsWith("HTTP/1.1 408 ").contains("\"code\":\"request_timeout\"");
        }
    }

    @Test
    void body_that_comes_byte_by_byte_is_a_timeout_too() throws Exception {
        try (Socket trickle = send(HEAD)) {
            Thread feeding = Thread.startVirtualThread(() -> feed(trickle));

            assertThat(rest(trickle)).startsWith("HTTP/1.1 408 ");
            feeding.interrupt();
        }
    }

    private static void feed(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            while (true) {
                out.write(' ');
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // The server has closed it.
        }
    }

    @Test
    void answer_may_take_longer_than_a_client_may_be_silent() {
        ScriptedModel slow = new ScriptedModel(Duration.ofMillis(500), "slowly");
        model.behave(slow::complete);

        given().contentType(ContentType.JSON)
                .body("{\"prompt\":\"a\"}")
                .post("/v1/completions")
                .then()
                .statusCode(200)
                .body("choices[0].text", equalTo("slowly"));
    }

    @Test
    void connection_is_watched_again_after_an_answer() throws Exception {
        try (Socket kept = send("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(rest(kept)).startsWith("HTTP/1.1 200 OK");
        }
    }
}
