package dev.qwen4j.model.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one pull, to any hub. Used by one thread.
 *
 * <p>Redirects are followed here and not by the JDK's client, because each hop decides anew whether the token may go
 * along: it is sent to the endpoint's scheme, host and port and nowhere else.
 */
final class HubClient implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_LISTING_BYTES = 16 << 20;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Hub hub;
    private final HubPlace place;
    private final HubRoutes routes;
    private final Patience patience;
    private final HttpClient client;
    private final JsonMapper mapper = new JsonMapper();

    HubClient(Hub hub, HubPlace place, HubRoutes routes, Patience patience) {
        this.hub = hub;
        this.place = place;
        this.routes = routes;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(
                        HttpClient.Version.HTTP_1_1) // one large body at a time: streams of one connection gain nothing
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(place.timeout())
                .build();
    }

    /** Asks for a listing, as often as it takes. */
    JsonNode list(ModelName model, URI address) throws InterruptedException {
        byte[] json = persist(address, () -> {
            HttpResponse<BodyChunks> response = send("GET", address, 0, null);
            try (BodyChunks body = response.body()) {
                checkStatus(response, model);
                return body.readAll(MAX_LISTING_BYTES, place.timeout());
            }
        });
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new HubException(notAListing(address), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** What to say when {@code address} answered with something else than a listing. */
    String notAListing(URI address) {
        return address + ": the answer does not list a model's files: check " + hub.endpointVariable()
                + " and the proxy";
    }

    /** Asks what the hub says of a file, as often as it takes. */
    HttpHeaders head(ModelName model, URI address) throws InterruptedException {
        return persist(address, () -> {
            HttpResponse<BodyChunks> response = send("HEAD", address, 0, null);
            try (BodyChunks body = response.body()) {
                if (!isRedirectThatDescribes(response)) {
                    checkStatus(response, model);
                }
                return response.headers();
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
        HttpResponse<BodyChunks> response = send("GET", file.address(), position, routes.validator(file));
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

    private HttpResponse<BodyChunks> send(String method, URI address, long position, @Nullable String validator)
            throws IOException, InterruptedException {
        URI target = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(target)
                    .method(method, BodyPublishers.noBody())
                    .timeout(place.timeout())
                    .header("User-Agent", "qwen4j")
                    .header("Accept-Encoding", "identity");
            if (position > 0) {
                request.header("Range", "bytes=" + position + "-");
            }
            if (isEndpoint(target)) {
                routes.credentials().forEach(request::header);
                if (position > 0 && validator != null) { // another host knows the content by another name
                    request.header("If-Range", validator);
                }
            }
            HttpResponse<BodyChunks> response = client.send(request.build(), head -> new BodyChunks());
            if (!REDIRECTS.contains(response.statusCode())
                    || method.equals("HEAD") && isRedirectThatDescribes(response)) {
                return response;
            }
            response.body().close();
            target = next(target, response);
        }
        throw new HubException(address + ": redirected more than " + MAX_REDIRECTS + " times: check "
                + hub.endpointVariable() + " and the proxy");
    }

    private URI next(URI from, HttpResponse<?> response) {
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
                    + " https; check " + hub.endpointVariable() + " and the proxy");
        }
        return target;
    }

    private boolean isEndpoint(URI target) {
        URI endpoint = place.endpoint();
        return Objects.equals(target.getScheme(), endpoint.getScheme())
                && Objects.equals(target.getHost(), endpoint.getHost())
                && target.getPort() == endpoint.getPort();
    }

    private boolean isRedirectThatDescribes(HttpResponse<?> response) {
        return REDIRECTS.contains(response.statusCode()) && routes.describesFile(response);
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
        throw routes.refusal(response, model);
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
