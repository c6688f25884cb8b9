package dev.qwen4j.service.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import dev.qwen4j.service.http.OpenStreams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many clients at once, over real sockets, with a model that writes by script. {@code QWEN4J_LOAD=full} makes it what
 * {@code docs/reliability.md} tells of: 200 clients for 10 minutes, 1,000 requests at once, 5,000 cancelled streams.
 * Prints its figures and asserts none that depends on the speed of the machine.
 */
@QuarkusTest
@TestProfile(LoadTest.ManyClients.class)
@Timeout(1500)
class LoadTest {
    private static final boolean FULL = "full".equals(System.getenv("QWEN4J_LOAD"));
    private static final int PLACES = 250;
    private static final Pattern NUMBER = Pattern.compile("number (\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    TestModel model;

    @Inject
    OpenStreams streams;

    @TestHTTPResource("/")
    URI service;

    private final AtomicInteger writing = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static final class ManyClients implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "qwen4j.limits.max-requests", String.valueOf(PLACES),
                    "quarkus.thread-pool.max-threads", String.valueOf(PLACES + 50),
                    "qwen4j.session.tools", "calculator");
        }
    }

    /** Writes words that tell whose answer they are, with a pause after each piece. */
    private Completion write(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        writing.incrementAndGet();
        try {
            Matcher number = NUMBER.matcher(prompt.display());
            String whose = number.find() ? number.group(1) : "nobody";
            Duration pause = Duration.ofMillis(FULL ? 20 : 2);
            return new ScriptedModel(pause, " I know.\nFinal Answer: " + answer(whose))
                    .complete(prompt, config.withGrammar(null).withMaxNewTokens(1000), onText);
        } finally {
            writing.decrementAndGet();
        }
    }

    private static String answer(String whose) {
        return ("one two three of " + whose + ", ").repeat(3) + "end";
    }

    @BeforeEach
    void write_by_script() {
        model.behave(this::write);
    }

    private HttpRequest post(String path, String body) {
        return HttpRequest.newBuilder(service.resolve(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Test
    void streams_of_many_runs_lose_nothing_and_keep_their_order() throws Exception {
        int clients = FULL ? 200 : 30;
        long until = System.nanoTime() + Duration.ofSeconds(FULL ? 600 : 3).toNanos();
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger events = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                all.add(pool.submit(() -> {
                    do {
                        events.addAndGet(followRun(runs.incrementAndGet()));
                    } while (System.nanoTime() < until);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        System.out.printf(
                "load: %d clients, %d runs, %d events, none lost, all in order%n", clients, runs.get(), events.get());
        assertThat(runs.get()).isGreaterThanOrEqualTo(clients);
    }

    /** One run as a stream; gives the number of its events. */
    private int followRun(int number) throws Exception {
        String body = "{\"question\":\"number " + number + "\",\"stream\":true}";
        HttpResponse<Stream<String>> response = client.send(post("/v1/runs", body), BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        List<JsonNode> events = new ArrayList<>();
        try (var lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("data: ")) {
                    events.add(JSON.readTree(line.substring("data: ".length())));
                }
            }
        }
        StringBuilder answer = new StringBuilder();
        long last = 0;
        for (JsonNode event : events) {
            if (event.path("event").asText().equals("answer")) {
                answer.append(event.path("delta").asText());
            }
            long id = Long.parseLong(
                    event.path("id").asText().replaceFirst("\\..*", "").replaceFirst("\\D+", ""));
            assertThat(id).isGreaterThanOrEqualTo(last);
            last = id;
        }
        assertThat(answer.toString()).isEqualTo(answer(String.valueOf(number)));
        assertThat(events.getLast().path("event").asText()).isEqualTo("done");
        return events.size();
    }

    @Test
    void more_requests_at_once_than_there_are_places_are_all_answered() throws Exception {
        int count = FULL ? 1000 : PLACES + 150;
        CountDownLatch go = new CountDownLatch(1);
        ConcurrentLinkedQueue<Long> refusals = new ConcurrentLinkedQueue<>();
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        model.behave((prompt, config, onText) -> {
            go.await();
            return write(prompt, config, onText);
        });
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                all.add(pool.submit(() -> {
                    long start = System.nanoTime();
                    HttpResponse<String> response =
                            client.send(post("/v1/completions", "{\"prompt\":\"a\"}"), BodyHandlers.ofString());
                    if (response.statusCode() == 503) {
                        refusals.add(System.nanoTime() - start);
                        assertThat(response.headers().firstValue("Retry-After")).isPresent();
                        assertThat(response.body()).contains("server_busy");
                        if (refusals.size() == count - PLACES) {
                            go.countDown();
                        }
                    } else {
                        assertThat(response.statusCode()).isEqualTo(200);
                        answered.incrementAndGet();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        List<Long> sorted = refusals.stream().sorted().toList();
        System.out.printf(
                "load: %d requests at once, %d answered, %d refused; refusals in ms: median %.1f, 99%% %.1f, last %.1f%n",
                count,
                answered.get(),
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.getLast() / 1e6);
        assertThat(answered.get()).isEqualTo(PLACES);
        assertThat(sorted).hasSize(count - PLACES);
    }

    @Test
    void cancelled_streams_leave_nothing_behind() throws Exception {
        cancelled(20);
        long heapBefore = heapAfterCollection();
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        int count = FULL ? 5000 : 200;

        cancelled(count);

        while (writing.get() > 0 || streams.count() > 0) {
            Thread.sleep(20); // until the time of the test is over
        }
        long heapAfter = heapAfterCollection();
        int threadsAfter = ManagementFactory.getThreadMXBean().getThreadCount();
        System.out.printf(
                "load: %d cancelled streams; heap after collection %.1f to %.1f MiB, threads %d to %d%n",
                count, heapBefore / 1048576.0, heapAfter / 1048576.0, threadsBefore, threadsAfter);
        assertThat(threadsAfter).isLessThan(threadsBefore + PLACES);
        assertThat(heapAfter).isLessThan(heapBefore + (32 << 20));
        assertThat(client.send(post("/v1/completions", "{\"prompt\":\"a\"}"), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private void cancelled(int count) throws Exception {
        String body = "{\"stream\":true,\"prompt\":\"number 1\"}";
        byte[] request = ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
        try (ExecutorService pool = Executors.newFixedThreadPool(20)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(pool.submit(() -> {
                    cancel(service.getPort(), request);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    /** Leaves once the head of the answer is there. */
    private void cancel(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(service.getHost(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(15), UTF_8)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void network_that_swallows_everything_does_not_hold_the_model_for_ever() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        String text = "x".repeat(1000);
        model.behave((prompt, config, onText) -> {
            begun.countDown();
            while (!Thread.interrupted()) {
                onText.accept(text);
                Thread.onSpinWait();
            }
            stopped.countDown();
            throw new InterruptedException();
        });
        byte[] request = ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 28\r\n\r\n{\"stream\":true,\"prompt\":\"a\"} ")
                .getBytes(UTF_8);
        try (FaultProxy proxy = new FaultProxy(service.getHost(), service.getPort());
                Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.getOutputStream().write(request);
            begun.await();
            proxy.stall();

            stopped.await();
        }
    }

    @Test
    void connection_that_only_the_service_has_lost_stops_the_model() throws Exception {
        TestModel.Hang hang = model.hang();
        byte[] request = ("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 14\r\n\r\n{\"prompt\":\"a\"}")
                .getBytes(UTF_8);
        try (FaultProxy proxy = new FaultProxy(service.getHost(), service.getPort());
                Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.getOutputStream().write(request);
            hang.started().get();

            proxy.cutService();

            hang.interrupted().get();
        }
    }
}
