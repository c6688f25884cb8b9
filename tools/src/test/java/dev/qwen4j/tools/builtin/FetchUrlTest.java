package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchUrlTest {
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> resolved = new ArrayList<>();
    private HttpServer server;
    private String base;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        base = "http://pages.test:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void page(String path, int status, String header, String value, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set(header, value);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String fetch(FetchUrl tool, String url) {
        return call(tool, JsonNodeFactory.instance.objectNode().put("url", url).toString());
    }

    /** Every name leads to the test server, which counts as public. */
    private FetchUrl open(Duration limit) {
        return new FetchUrl(
                host -> {
                    resolved.add(host);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                },
                address -> true,
                TLS,
                limit);
    }

    /** As users have it, but for names, which all belong to a public address that is never reached. */
    private FetchUrl real() {
        return new FetchUrl(
                host -> {
                    resolved.add(host);
                    return InetAddress.getAllByName(host.matches("[0-9.]+|.*:.*|localhost") ? host : "127.0.0.1");
                },
                PublicAddress::is,
                TLS,
                LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1:8080/x",
                "http://127.1/",
                "http://127.0.1/",
                "http://2130706433/",
                "http://0x7f000001/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://017700000001/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://127.0.0.256/",
                "http://0/",
                "http://0.0.0.0/",
                "http://10.0.0.1/",
                "http://172.16.5.4/",
                "http://192.168.0.1/",
                "http://100.64.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://[::1]/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[0:0:0:0:0:ffff:10.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://[fd00::1]/",
                "http://[2002:7f00:1::]/",
                "http://[v1.x]/",
                "http://localhost/",
                "http://LOCALHOST./",
                "http://internal.example/",
                "http://１２７.０.０.１/",
                "http://127。0。0。1/",
                "http://user@example.com/",
                "http://example.com@127.0.0.1/",
                "http://127.0.0.1\\@example.com/",
                "http:\\\\127.0.0.1\\",
                "http://127.0.0.1%2f.example.com/",
                "http://example.com:99999/",
                "http:///etc/passwd",
                "file:///etc/passwd",
                "ftp://example.com/",
                "gopher://127.0.0.1:70/_x",
                "jar:http://example.com/x.jar!/",
                "javascript:alert(1)",
                "data:text/html,hi",
                "http://exa\nmple.com/",
                "http://example.com/\r\nHost: internal",
                "localhost:8080",
                "127.0.0.1",
                ""
            })
    void addresses_inside_and_odd_spellings_are_refused(String url) {
        assertThat(fetch(real(), url)).containsPattern("^Error: (.*is not on the public internet|invalid address)");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,https://example.com/",
        "Example.COM./a b?q=1#top,https://example.com/a%20b?q=1",
        "http://example.com:8080,http://example.com:8080/",
        "https://example.com:443/x,https://example.com/x",
        "http://例子.测试/路径,http://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84",
        "http://8.8.8.8/,http://8.8.8.8/",
        "http://[2606:4700::1111]:81/x,http://[2606:4700::1111]:81/x",
        "example.com:8080/x,https://example.com:8080/x",
        "http://example.com?q=1,http://example.com/?q=1"
    })
    void ordinary_addresses_have_one_spelling(String url, String spelling) {
        assertThat(WebAddress.parse(url)).hasToString(spelling);
    }

    @Test
    void a_name_with_one_address_inside_is_refused() {
        FetchUrl tool = new FetchUrl(
                host -> new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")},
                PublicAddress::is,
                TLS,
                LIMIT);

        assertThat(fetch(tool, "http://mixed.test/")).contains("'mixed.test' is not on the public internet");
    }

    /** A name that leads inside when it is asked for the second time. */
    @Test
    void a_name_is_resolved_once_and_connected_to_as_it_was_checked() throws UnknownHostException {
        page("/", 200, "Content-Type", "text/plain", "inside".getBytes(StandardCharsets.UTF_8));
        InetAddress outside = InetAddress.getByName("192.0.2.1");
        FetchUrl tool = new FetchUrl(
                host -> {
                    resolved.add(host);
                    return new InetAddress[] {resolved.size() == 1 ? outside : InetAddress.getLoopbackAddress()};
                },
                outside::equals,
                TLS,
                Duration.ofMillis(300));

        assertThat(fetch(tool, base + "/")).startsWith("Error: ").doesNotContain("inside");
        assertThat(resolved).hasSize(1);
    }

    @Test
    void a_page_is_given_as_its_text() {
        page("/", 200, "Content-Type", "text/html; charset=utf-8", """
                <html><head><title>T</title><style>b{}</style></head><body><nav>Menu</nav><h1>例 Domain</h1>
                <p>This is   <b>for</b> examples.<br>Second line.</p><script>alert(1)</script>
                <table><tr><td>a</td><td>b</td></tr></table></body></html>""".getBytes(StandardCharsets.UTF_8));

        assertThat(fetch(open(LIMIT), base + "/")).isEqualTo("例 Domain\n\nThis is for examples.\nSecond line.\n\na b");
        assertThat(resolved).containsExactly("pages.test");
    }

    @Test
    void plain_text_json_and_other_charsets_are_read() {
        page("/t", 200, "Content-Type", "text/plain; charset=GBK", "你好".getBytes(Charset.forName("GBK")));
        page("/j", 200, "Content-Type", "application/json", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        page("/u", 200, "Content-Type", "text/plain; charset=none-such", "é".getBytes(StandardCharsets.UTF_8));
        page("/e", 200, "Content-Type", "text/plain", new byte[0]);

        assertThat(fetch(open(LIMIT), base + "/t")).isEqualTo("你好");
        assertThat(fetch(open(LIMIT), base + "/j")).isEqualTo("{\"a\": 1}");
        assertThat(fetch(open(LIMIT), base + "/u")).isEqualTo("é");
        assertThat(fetch(open(LIMIT), base + "/e")).isEqualTo("the page has no text");
    }

    @Test
    void failures_are_told_as_the_model_knows_them() {
        page("/gone", 404, "Content-Type", "text/html", "x".getBytes(StandardCharsets.UTF_8));
        page("/image", 200, "Content-Type", "image/png", new byte[] {1});
        FetchUrl nameless = new FetchUrl(
                host -> {
                    throw new UnknownHostException(host);
                },
                PublicAddress::is,
                TLS,
                LIMIT);

        assertThat(fetch(open(LIMIT), base + "/gone")).isEqualTo("Error: HTTP 404 Not Found");
        assertThat(fetch(open(LIMIT), base + "/image")).isEqualTo("Error: the page is not text but image/png");
        assertThat(fetch(nameless, "https://none.test/")).isEqualTo("Error: unknown host none.test");
    }

    @Test
    void redirections_are_followed_three_times_and_checked_each_time() {
        for (int i = 1; i <= 4; i++) {
            page("/r" + i, 302, "Location", "r" + (i - 1), new byte[0]);
        }
        page("/r0", 200, "Content-Type", "text/plain", "arrived".getBytes(StandardCharsets.UTF_8));
        page("/inside", 302, "Location", "http://169.254.169.254/latest", new byte[0]);
        page("/file", 302, "Location", "file:///etc/passwd", new byte[0]);
        FetchUrl guarded = new FetchUrl(
                host -> host.equals("pages.test")
                        ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                        : InetAddress.getAllByName(host),
                address -> address.isLoopbackAddress() || PublicAddress.is(address),
                TLS,
                LIMIT);

        assertThat(fetch(guarded, base + "/r3")).isEqualTo("arrived");
        assertThat(fetch(guarded, base + "/r4")).isEqualTo("Error: the page redirects more than 3 times");
        assertThat(fetch(guarded, base + "/inside")).contains("'169.254.169.254' is not on the public internet");
        assertThat(fetch(guarded, base + "/file")).contains("invalid address");
    }

    @Test
    void chunks_and_compression_are_undone_and_cut_at_the_limit() {
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(gzip("0123456789".repeat(1_000_000)));
            exchange.close();
        });

        String text = fetch(open(LIMIT), base + "/");

        assertThat(text)
                .startsWith("0123456789")
                .endsWith("[%,d more characters were cut]".formatted((2 << 20) - 16_000));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_server_that_never_answers_ends_at_the_limit() {
        CountDownLatch never = new CountDownLatch(1);
        server.createContext("/", (HttpExchange exchange) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(fetch(open(Duration.ofMillis(200)), base + "/")).isEqualTo("Error: connection timed out");
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx"
            })
    void a_broken_answer_is_told(String answer) throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.ofVirtual().start(() -> {
                try (var socket = raw.accept();
                        InputStream in = socket.getInputStream()) {
                    in.readNBytes(10);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client has gone: that is what the test looks at.
                }
            });

            assertThat(fetch(open(LIMIT), "http://raw.test:" + raw.getLocalPort()))
                    .startsWith("Error: the page cannot be fetched");
            server.join();
        }
    }
}
