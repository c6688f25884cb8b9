package dev.qwen4j.model.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the routes of the Hugging Face hub. Used by one thread.
 *
 * <p>Redirects are followed here and not by the JDK's client, because each hop decides anew whether the token may go
 * along: it is sent to the endpoint's scheme, host and port and nowhere else.
 */
final class HubClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_LISTING_BYTES = 16 << 20;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final HubSettings settings;
    private final Patience patience;
    private final HttpClient client;
    private final JsonMapper mapper = new JsonMapper();

    HubClient(HubSettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(
                        HttpClient.Version.HTTP_1_1) // one large body at a time: streams of one connection gain nothing
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
    }

    /** The files of a revision, by the names that the server gives them. */
    record Listing(String commit, List<String> files) {}

    /** Asks which commit {@code revision} is and which files it has. */
    Listing list(ModelName model, Revision revision) throws InterruptedException {
        URI address = address("/api/models/" + model + "/revision/" + encode(revision.text()));
        return persist(address, () -> {
            HttpResponse<BodyChunks> response = send("GET", address, 0, null);
            try (BodyChunks body = response.body()) {
                checkStatus(response, model);
                return listing(address, body.readAll(MAX_LISTING_BYTES, settings.timeout()));
            }
        });
    }

    /** Asks what {@code file} is called by its content, and how long it is. */
    RemoteFile inspect(ModelName model, String commit, String file) throws InterruptedException {
        URI address = address("/" + model + "/resolve/" + commit + "/" + encode(file));
        return persist(address, () -> {
            HttpResponse<BodyChunks> response = send("HEAD", address, 0, null);
            try (BodyChunks body = response.body()) {
                if (!describesLinkedFile(response)) {
                    checkStatus(response, model);
                }
                return new RemoteFile(file, address, etag(address, response), size(address, response));
            }
        });
    }

    /**
     * Asks for {@code file} from byte {@code position} on, once. The answer has status 200 (the whole file), 206 or 416;
     * the caller closes its body.
     *
     * @throws IOException if the attempt failed in a way that may pass
     */
    HttpResponse<BodyChunks> open(ModelName model, RemoteFile file, long position)
            throws IOException, InterruptedException {
        HttpResponse<BodyChunks> response = send("GET", file.address(), position, file.etag());
        if (position == 0 || response.statusCode() != 416) {
            try {
                checkStatus(response, model);
            } catch (IOException | RuntimeException e) {
                response.body().close();
                throw e;
            }
        }
        return response;
    }

    private interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T persist(URI address, Attempt<T> attempt) throws InterruptedException {
        while (true) {
            try {
                T result = attempt.run();
                patience.renew();
                return result;
            } catch (IOException e) {
                patience.afterFailure(address.toString(), e);
            }
        }
    }

    private HttpResponse<BodyChunks> send(String method, URI address, long position, @Nullable String etag)
            throws IOException, InterruptedException {
        URI target = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .method(method, BodyPublishers.noBody())
                    .timeout(settings.timeout())
                    .header("User-Agent", "qwen4j")
                    .header("Accept-Encoding", "identity");
            if (position > 0) {
                request.header("Range", "bytes=" + position + "-");
            }
            if (isEndpoint(target)) {
                if (settings.token() != null) {
                    request.header("Authorization", "Bearer " + settings.token());
                }
                if (position > 0 && etag != null) { // another host knows the content by another name
                    request.header("If-Range", "\"" + etag + "\"");
                }
            }
            HttpResponse<BodyChunks> response = client.send(request.build(), head -> new BodyChunks());
            if (!REDIRECTS.contains(response.statusCode()) || method.equals("HEAD") && describesLinkedFile(response)) {
                return response;
            }
            response.body().close();
            target = next(target, response);
        }
        throw new HubException(
                address + ": redirected more than " + MAX_REDIRECTS + " times: check HF_ENDPOINT and the proxy");
    }

    private static URI next(URI from, HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HubException(from + ": redirected to '" + location + "', which is no address", e);
        }
        boolean weaker = "https".equals(from.getScheme()) && !"https".equals(target.getScheme());
        if (weaker || !Set.of("http", "https").contains(Objects.requireNonNullElse(target.getScheme(), ""))) {
            throw new HubException(from + ": redirected to '" + location + "', which is refused: only https follows"
                    + " https; check HF_ENDPOINT and the proxy");
        }
        return target;
    }

    private boolean isEndpoint(URI target) {
        URI endpoint = settings.endpoint();
        return Objects.equals(target.getScheme(), endpoint.getScheme())
                && Objects.equals(target.getHost(), endpoint.getHost())
                && target.getPort() == endpoint.getPort();
    }

    /** A large file is answered with a redirect that says already what the content is called and how long it is. */
    private static boolean describesLinkedFile(HttpResponse<?> response) {
        return response.statusCode() < 400
                && response.headers().firstValue("X-Linked-Etag").isPresent()
                && response.headers().firstValue("X-Linked-Size").isPresent();
    }

    private static String etag(URI address, HttpResponse<?> response) {
        String etag = response.headers()
                .firstValue("X-Linked-Etag")
                .or(() -> response.headers().firstValue("ETag"))
                .orElseThrow(() -> new HubException(address
                        + ": the answer has no ETag, so this is no model hub: check HF_ENDPOINT and the proxy"));
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }

    private static long size(URI address, HttpResponse<?> response) {
        String size = response.headers()
                .firstValue("X-Linked-Size")
                .or(() -> response.headers().firstValue("Content-Length"))
                .orElse("nothing");
        try {
            return Long.parseLong(size);
        } catch (NumberFormatException e) {
            throw new HubException(address + ": the hub gives '" + size + "' as its length: check HF_ENDPOINT", e);
        }
    }

    private Listing listing(URI address, byte[] json) {
        JsonNode root;
        try {
            root = mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new HubException(notAListing(address), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
        String commit = root.path("sha").asText();
        List<String> files = new ArrayList<>();
        root.path("siblings").forEach(file -> files.add(file.path("rfilename").asText()));
        if (!Revision.isCommit(commit)) {
            throw new HubException(notAListing(address));
        }
        return new Listing(commit, files);
    }

    private static String notAListing(URI address) {
        return address + ": the answer does not list a model's files: check HF_ENDPOINT and the proxy";
    }

    /** @throws IOException if it may pass */
    private void checkStatus(HttpResponse<?> response, ModelName model) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        if (status == 429 || status / 100 == 5 || !isEndpoint(response.uri())) { // an address elsewhere can expire
            throw new IOException(response.uri().getHost() + " answered with status " + status);
        }
        String code = response.headers().firstValue("X-Error-Code").orElse("");
        String page = settings.endpoint() + "/" + model;
        if (code.equals("GatedRepo") || status == 403) {
            throw new HubException(model + ": the hub grants access on request only (" + status
                    + "): accept the terms at " + page + " and set HF_TOKEN to a token of that account");
        }
        if (status == 401) {
            throw new HubException(model + ": the hub shows no such model "
                    + (settings.token() == null
                            ? "to strangers (401): check the name; if the model is private, set HF_TOKEN"
                            : "to the owner of the token (401): check the name, and that HF_TOKEN is still valid"));
        }
        if (status == 404) {
            throw new HubException(model + ": the hub has no such "
                    + (code.equals("RevisionNotFound") ? "revision" : code.equals("EntryNotFound") ? "file" : "model")
                    + " (404): see " + page);
        }
        throw new HubException(response.uri() + ": the hub answered with status " + status + ": check HF_ENDPOINT");
    }

    private URI address(String path) {
        return URI.create(settings.endpoint() + path);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
