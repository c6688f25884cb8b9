package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens on the wire below the reach of an HTTP client. */
@QuarkusTest
class DisconnectTest {
    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI server;

    private Socket post(String path, String body) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(UTF_8));
        return socket;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/chat/completions | {"stream":true,"messages":[{"role":"user","content":"Hello"}]}
            /v1/chat/completions | {"messages":[{"role":"user","content":"Hello"}]}
            /v1/completions      | {"stream":true,"prompt":"Hello"}
            /v1/completions      | {"prompt":"Hello"}
            /v1/responses        | {"stream":true,"input":"Hello"}
            /v1/responses        | {"input":"Hello"}
            /v1/runs             | {"stream":true,"question":"Hello"}
            /v1/runs             | {"question":"Hello"}
            """)
    void client_that_leaves_stops_the_model(String path, String body) throws Exception {
        TestModel.Hang hang = model.hang();

        try (Socket client = post(path, body)) {
            assertThat(hang.started()).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(hang.interrupted()).isNotDone();
        }

        assertThat(hang.interrupted()).succeedsWithin(30, TimeUnit.SECONDS);
        model.replay(" I now know the final answer\nFinal Answer: still here");
        given().contentType(ContentType.JSON)
                .body("{\"question\":\"q\"}")
                .post("/v1/runs")
                .then()
                .statusCode(200);
    }

    @Test
    void body_that_is_announced_too_large_is_refused_before_it_is_sent() throws Exception {
        try (Socket client = new Socket(server.getHost(), server.getPort())) {
            String head = "POST /v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 99999999\r\n\r\n";
            client.getOutputStream().write(head.getBytes(UTF_8));
            client.setSoTimeout(30_000);

            BufferedReader answer = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));

            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
            String rest = answer.lines().collect(Collectors.joining("\n"));
            assertThat(rest).contains("\"code\":\"body_too_large\"").containsIgnoringCase("x-request-id: req_");
        }
    }
}
