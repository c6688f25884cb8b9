package dev.qwen4j.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(OpenStreamsTest.ShortPings.class)
@Timeout(90)
class OpenStreamsTest {
    @Inject
    TestModel model;

    @Inject
    OpenStreams streams;

    @TestHTTPResource("/")
    URI server;

    public static final class ShortPings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("qwen4j.streams.ping", "200ms");
        }
    }

    private Socket chat(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(UTF_8));
        return socket;
    }

    @Test
    void silent_stream_has_pings() throws Exception {
        TestModel.Hang hang = model.hang();

        try (Socket client = chat(65_536)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));

            assertThat(lines.lines().filter(": ping"::equals).limit(3)).hasSize(3);
        }
        assertThat(hang.interrupted()).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void client_that_never_reads_is_cut_off_and_the_model_stops() throws Exception {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        String text = "x".repeat(1000);
        model.behave((prompt, config, onText) -> {
            while (!Thread.interrupted()) {
                onText.accept(text);
            }
            stopped.complete(null);
            throw new InterruptedException();
        });

        try (Socket client = chat(4096)) {
            assertThat(stopped).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(client.isClosed()).isFalse();
        }
        while (streams.count() > 0) {
            Thread.sleep(20); // until the time of the test is over
        }
    }

    @Test
    void service_that_ends_says_so_in_every_open_stream() throws Exception {
        TestModel.Hang hang = model.hang();

        try (Socket client = chat(65_536)) {
            assertThat(hang.started()).succeedsWithin(30, TimeUnit.SECONDS);
            streams.endAll();

            BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
            assertThat(lines.lines().anyMatch(line -> line.contains("\"code\":\"server_shutting_down\"")))
                    .isTrue();
            assertThat(streams.count()).isZero();
        }
        assertThat(hang.interrupted()).succeedsWithin(30, TimeUnit.SECONDS);
    }
}
