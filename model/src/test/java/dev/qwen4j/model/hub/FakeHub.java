package dev.qwen4j.model.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hub inside the test's JVM, with the routes and habits of Hugging Face or of ModelScope: small files come from the
 * hub, large ones by way of a redirect from another host, which has ETags of its own.
 */
final class FakeHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    /** One request, by the host that got it. */
    record Request(boolean toHub, String method, String path, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /** What to answer instead of the truth. */
    interface Fault {
        /** Whether it has answered. */
        boolean answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    final ModelName model;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Fault> hubFaults = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> storageFaults = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer storage;

    FakeHub(Hub kind) throws IOException {
        model = new ModelName(kind, "Qwen", "Qwen-Test");
        hub = start(true);
        storage = start(false);
        files.put("README.md", "not wanted".getBytes(StandardCharsets.UTF_8));
        files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.put("pytorch_model.bin", "a pickle".getBytes(StandardCharsets.UTF_8));
        files.put("model.safetensors", pattern(300_000));
    }

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    HubSettings settings(Path cache, @Nullable String token, boolean offline, Duration timeout) {
        return settings(endpoint(), cache, token, offline, timeout);
    }

    /** Both hubs at one endpoint: what is asked tells them apart. */
    static HubSettings settings(URI endpoint, Path cache, @Nullable String token, boolean offline, Duration timeout) {
        return new HubSettings(
                new HubPlace(cache.resolve(Hub.HUGGING_FACE.name()), endpoint, token, timeout),
                new HubPlace(cache.resolve(Hub.MODELSCOPE.name()), endpoint, token, timeout),
                offline);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    URI storageAddress() {
        return URI.create("http://127.0.0.1:" + storage.getAddress().getPort());
    }

    void put(String name, byte[] content) {
        files.put(name, content);
    }

    void remove(String name) {
        files.remove(name);
    }

    byte[] content(String name) {
        return files.get(name);
    }

    String sha256(String name) {
        return hash("SHA-256", files.get(name));
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    List<Request> storageRequests() {
        return requests.stream().filter(request -> !request.toHub()).toList();
    }

    /** The next request to the hub is answered by {@code fault}. */
    void hubFault(Fault fault) {
        hubFaults.add(fault);
    }

    /** The next request for a large file's content is answered by {@code fault}. */
    void storageFault(Fault fault) {
        storageFaults.add(fault);
    }

    static Fault status(int status, String errorCode) {
        return (exchange, content) -> {
            exchange.getResponseHeaders().set("X-Error-Code", errorCode);
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    /** Ends the connection after {@code bytes} of what was asked for. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            int from = rangeStart(exchange);
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, content.length - from);
            OutputStream body = exchange.getResponseBody();
            body.write(content, from, Math.min(bytes, content.length - from - 1));
            body.flush();
            return true;
        };
    }

    private HttpServer start(boolean isHub) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getRawPath();
                String query = exchange.getRequestURI().getRawQuery();
                requests.add(new Request(
                        isHub,
                        exchange.getRequestMethod(),
                        query == null ? path : path + "?" + query,
                        headers(exchange)));
                if (isHub) {
                    answerAsHub(exchange, path);
                } else {
                    answerAsStorage(exchange, path);
                }
            }
        });
        server.start();
        return server;
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        return headers;
    }

    private void answerAsHub(HttpExchange exchange, String path) throws IOException {
        Map<String, String> query = query(exchange);
        String name = query.getOrDefault("FilePath", path.substring(path.lastIndexOf('/') + 1));
        byte[] content = files.getOrDefault(name, new byte[0]);
        Fault fault = hubFaults.poll();
        if (fault != null && fault.answer(exchange, content)) {
            return;
        }
        switch (model.hub()) {
            case HUGGING_FACE -> answerAsHuggingFace(exchange, path, name, content);
            case MODELSCOPE -> answerAsModelScope(exchange, path, query, name, content);
        }
    }

    private void answerAsModelScope(
            HttpExchange exchange, String path, Map<String, String> query, String name, byte[] content)
            throws IOException {
        String repository = "/api/v1/models/" + model.path() + "/repo";
        if (!List.of("master", "v1.0").contains(query.getOrDefault("Revision", ""))) {
            status(404, "").answer(exchange, content);
        } else if (path.equals(repository + "/files")) {
            sendListing(exchange, modelScopeListing());
        } else if (!path.equals(repository) || !files.containsKey(name)) {
            status(404, "").answer(exchange, content);
        } else if (name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("Location", storageAddress() + "/" + name + "?signature=1");
            exchange.sendResponseHeaders(302, -1);
        } else {
            send(exchange, content, "an-etag-that-says-nothing");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String text = exchange.getRequestURI().getQuery();
        if (text != null) {
            for (String part : text.split("&")) {
                query.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
            }
        }
        return query;
    }

    private static void sendListing(HttpExchange exchange, String listing) throws IOException {
        byte[] bytes = listing.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void answerAsHuggingFace(HttpExchange exchange, String path, String name, byte[] content)
            throws IOException {
        if (path.equals("/api/models/" + model + "/revision/main")
                || path.equals("/api/models/" + model + "/revision/" + COMMIT)) {
            sendListing(exchange, huggingFaceListing());
        } else if (!path.startsWith("/" + model + "/resolve/" + COMMIT + "/") || !files.containsKey(name)) {
            status(404, path.startsWith("/api/models/" + model) ? "RevisionNotFound" : "RepoNotFound")
                    .answer(exchange, content);
        } else if (name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + sha256(name) + '"');
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
            exchange.getResponseHeaders().set("Location", storageAddress() + "/" + name + "?signature=1");
            exchange.sendResponseHeaders(302, -1);
        } else {
            send(exchange, content, gitSha1(content));
        }
    }

    private void answerAsStorage(HttpExchange exchange, String path) throws IOException {
        byte[] content = files.get(path.substring(1));
        Fault fault = storageFaults.poll();
        if (fault == null || !fault.answer(exchange, content)) {
            send(exchange, content, "storage-" + content.length);
        }
    }

    private static void send(HttpExchange exchange, byte[] content, String etag) throws IOException {
        exchange.getResponseHeaders().set("ETag", '"' + etag + '"');
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        int from = condition == null || condition.equals('"' + etag + '"') ? rangeStart(exchange) : 0;
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        exchange.getResponseBody().write(content, from, content.length - from);
    }

    private static int rangeStart(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
    }

    private String modelScopeListing() {
        return files.keySet().stream()
                .map(name -> "{\"CommitMessage\": \"upload\", \"IsLFS\": false, \"Name\": \"" + name
                        + "\", \"Path\": \"" + name
                        + "\", \"Revision\": \"" + COMMIT + "\", \"Sha256\": \"" + sha256(name) + "\", \"Size\": "
                        + files.get(name).length + ", \"Type\": \"blob\"}")
                .collect(Collectors.joining(
                        ", ",
                        "{\"Code\": 200, \"Success\": true, \"Data\": {\"LatestCommitter\": {\"Id\": \"\"}, \"Files\": ["
                                + "{\"Path\": \"assets\", \"Type\": \"tree\"}, ",
                        "]}}"));
    }

    private String huggingFaceListing() {
        return files.keySet().stream()
                .map(name -> "{\"rfilename\": \"" + name + "\"}")
                .collect(Collectors.joining(", ", "{\"sha\": \"" + COMMIT + "\", \"siblings\": [", "]}"));
    }

    static String gitSha1(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return hash("SHA-1", all);
    }

    static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
