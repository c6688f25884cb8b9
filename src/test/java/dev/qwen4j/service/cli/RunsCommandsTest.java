package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsCommandsTest {
    private static final String RUNS = """
            {"data": [{"id": "a1", "status": "running", "steps": 2, "question": "How\\n many?"},
                      {"id": "b2", "status": "waiting", "steps": 1, "question": "Erase it"},
                      {"id": "c3", "status": "answered", "steps": 3, "question": "Done?"},
                      {"id": "d4", "status": "failed", "steps": 1, "question": "\\u001b[2J\\u001b]0;title\\u0007""" + "\uD83D\uDE00".repeat(60) + "\"}]}";

    private final List<String> requests = new ArrayList<>();
    private HttpServer service;
    private String url;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/v1/runs", this::answer);
        service.start();
        url = "http://127.0.0.1:" + service.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        requests.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst("Authorization"));
        String body = switch (path) {
            case "/v1/runs" -> RUNS;
            case "/v1/runs/a1/cancel" -> "{\"id\": \"a1\", \"status\": \"cancelled\"}";
            default -> "{\"error\": {\"message\": \"there is no run 'zz'\"}}";
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(body.contains("error") ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void ps_lists_what_is_under_way() {
        Invocation ps = Invocation.of("ps", "--url", url);

        assertThat(ps.status()).isZero();
        assertThat(ps.outLines()).hasSize(3);
        assertThat(ps.outLines().get(1)).matches("a1 +running +2 +How many\\?");
        assertThat(ps.outLines().get(2)).matches("b2 +waiting +1 +Erase it");
    }

    @Test
    void what_others_asked_cannot_command_the_terminal() {
        Invocation ps = Invocation.of("ps", "--all", "--url", url);

        assertThat(ps.outLines()).last().asString().matches("d4 +failed +1 +\\[2J]0;title(\uD83D\uDE00){48}…");
        assertThat(ps.out()).doesNotContainPattern("[\\p{Cc}&&[^\n]]");
    }

    @Test
    void ps_lists_all_as_json_with_the_key_of_the_environment() {
        Invocation ps = Invocation.in(Map.of("QWEN4J_API_KEY", "secret"), "ps", "--all", "--json", "--url", url);

        assertThat(ps.outLines()).hasSize(4).element(2).asString().contains("\"id\":\"c3\"", "\"answered\"");
        assertThat(requests).containsExactly("GET /v1/runs Bearer secret");
    }

    @Test
    void stop_ends_a_run() {
        Invocation stop = Invocation.of("stop", "a1", "--url", url);

        assertThat(stop.outLines()).containsExactly("a1 cancelled");
        assertThat(requests).containsExactly("POST /v1/runs/a1/cancel null");
    }

    @Test
    void a_refusal_is_told_in_the_words_of_the_service() {
        Invocation stop = Invocation.of("stop", "zz", "--url", url);

        assertThat(stop.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(stop.error()).contains("there is no run 'zz'");
    }

    @Test
    void no_service_is_told_with_what_to_do() {
        service.stop(0);

        Invocation ps = Invocation.of("ps", "--url", url);

        assertThat(ps.status()).isEqualTo(ExitStatus.NETWORK);
        assertThat(ps.error()).contains("no answer from " + url, "qwen4j serve");
    }
}
