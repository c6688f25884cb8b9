package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * Downloads a page from the public internet and gives its text. Offer it to a model only where that is wanted: pages can
 * hold instructions to the model, and addresses can carry what it knows to strangers.
 *
 * <p>Covers: schemes other than http and https, hosts that are or resolve to loopback, private, link-local, shared,
 * multicast or reserved addresses (see {@link PublicAddress}), odd spellings of addresses, DNS rebinding, all of this
 * for up to 3 redirections too; at most 2 MiB after decompression and 10 seconds in all.
 *
 * <p>Does not cover: what a public page says, public services that pass requests on, and networks whose public addresses
 * lead inside.
 */
public final class FetchUrl implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "fetch_url",
            "Web Page Fetcher",
            "Downloads a web page and returns its text.",
            Parameters.create().required("url", "string", "web address").schema(),
            Risk.NETWORK);
    private static final int MAX_BODY_BYTES = 2 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern TEXT =
            Pattern.compile("(text/.*|application/(.*\\+)?(json|xml|xhtml|javascript)|)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*[\"']?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

    /** What jsoup takes for a charset that it shall find out by itself. */
    private static final @Nullable String LOOK_INTO_THE_PAGE = null;

    private final PageRequest.Resolver resolver;
    private final Predicate<InetAddress> allowed;
    private final SSLSocketFactory tls;
    private final Duration limit;

    public FetchUrl() {
        this(InetAddress::getAllByName, PublicAddress::is, (SSLSocketFactory) SSLSocketFactory.getDefault(), LIMIT);
    }

    /** @param limit longest time for one call, redirections included */
    FetchUrl(PageRequest.Resolver resolver, Predicate<InetAddress> allowed, SSLSocketFactory tls, Duration limit) {
        this.resolver = resolver;
        this.allowed = allowed;
        this.tls = tls;
        this.limit = limit;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        WebAddress address = WebAddress.parse(arguments.path("url").asText());
        // Name resolution cannot be interrupted and a slow server may send a byte a second: another thread waits for
        // them, and closing the request ends it.
        try (PageRequest request =
                new PageRequest(resolver, allowed, tls, MAX_BODY_BYTES, Math.toIntExact(limit.toMillis()))) {
            FutureTask<String> page = new FutureTask<>(() -> text(request.get(address)));
            Thread.ofVirtual().name("fetch_url").start(page);
            return ToolOutput.of(page.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw ToolException.temporary("connection timed out", e);
        } catch (ExecutionException e) {
            throw failure(address, Objects.requireNonNullElse(e.getCause(), e));
        } catch (IOException e) {
            throw failure(address, e);
        }
    }

    private static RuntimeException failure(WebAddress address, Throwable cause) {
        return switch (cause) {
            case ToolException told -> told;
            case RuntimeException unexpected -> unexpected;
            case UnknownHostException unknown -> new ToolException("unknown host " + address.host(), unknown);
            case SocketTimeoutException late -> ToolException.temporary("connection timed out", late);
            default -> ToolException.temporary("the page cannot be fetched: " + cause.getMessage(), cause);
        };
    }

    private static String text(HttpResponse response) throws IOException {
        if (response.status() / 100 != 2) {
            throw new ToolException(("HTTP " + response.status() + " " + response.reason()).strip());
        }
        String type = response.headers().getOrDefault("content-type", "");
        String mediaType = type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(mediaType).matches()) {
            throw new ToolException("the page is not text but " + mediaType);
        }
        Optional<Charset> charset = charset(type);
        String text = mediaType.contains("html") || mediaType.isEmpty()
                ? HtmlText.of(Jsoup.parse(
                        new ByteArrayInputStream(response.body()),
                        charset.map(Charset::name).orElse(LOOK_INTO_THE_PAGE),
                        ""))
                : new String(response.body(), charset.orElse(StandardCharsets.UTF_8));
        return text.isBlank() ? "the page has no text" : text.strip();
    }

    private static Optional<Charset> charset(String type) {
        Matcher named = CHARSET.matcher(type);
        try {
            return named.find() ? Optional.of(Charset.forName(named.group(1))) : Optional.empty();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }
}
