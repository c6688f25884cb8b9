package dev.qwen4j.service.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends mutated requests to a service and looks at the answers: no status of 500 and above but 503, an error object for
 * whatever is not 2xx, none later than a few seconds.
 */
final class Fuzzing {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SENDERS = 4;

    private final URI service;
    private final MutatedRequests requests = new MutatedRequests();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Map<Integer, Long> statuses = new TreeMap<>(); // guarded by this
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    Fuzzing(URI service) {
        this.service = service;
    }

    /** What came of it: how many answers of each status, and what is wrong. */
    record Report(Map<Integer, Long> statuses, Queue<String> faults) {}

    /** Sends the requests of so many seeds from {@code first} on. */
    Report run(long first, long count) throws InterruptedException {
        AtomicLong next = new AtomicLong(first);
        Thread[] senders = new Thread[SENDERS];
        for (int i = 0; i < SENDERS; i++) {
            senders[i] = Thread.ofPlatform().start(() -> {
                for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                    send(seed);
                }
            });
        }
        for (Thread sender : senders) {
            sender.join();
        }
        synchronized (this) {
            return new Report(new TreeMap<>(statuses), faults);
        }
    }

    private void send(long seed) {
        MutatedRequests.Request request = requests.of(seed);
        String name = "seed " + seed + ", " + request.method() + " " + request.path();
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(service.resolve(request.path()))
                    .timeout(PATIENCE)
                    .method(
                            request.method(),
                            request.body() == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(request.body()));
            request.headers().forEach((header, value) -> {
                if (!value.isEmpty()) {
                    builder.header(header, value);
                }
            });
            HttpResponse<byte[]> response = client.send(builder.build(), BodyHandlers.ofByteArray());
            judge(name, request, response);
        } catch (IOException e) {
            faults.add(name + ": " + e);
        } catch (IllegalArgumentException e) {
            // The client itself refuses to send that.
            count(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge(String name, MutatedRequests.Request request, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        count(status);
        if (status >= 500 && status != 503) {
            faults.add(name + ": status " + status);
        }
        boolean withoutBody = request.method().equals("HEAD") || status == 204;
        if (status >= 400 && !withoutBody && !MutatedRequests.isError(response.body())) {
            faults.add(name + ": status " + status + " without an error object: "
                    + new String(response.body(), StandardCharsets.UTF_8));
        }
    }

    private synchronized void count(int status) {
        statuses.merge(status, 1L, Long::sum);
    }
}
