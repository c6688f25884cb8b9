package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connecting to a checked address must not weaken the check of the certificate, which is about the name. */
class FetchUrlTlsTest {
    private static HttpsServer server;
    private static SSLContext trusting;

    @BeforeAll
    static void serve(@TempDir Path folder) throws Exception {
        SSLContext context = context(certificate(folder.resolve("keys.p12")));
        trusting = context;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = "secret garden".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static KeyStore certificate(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=garden.test",
                        "-ext",
                        "SAN=dns:garden.test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static String fetch(String host, SSLSocketFactory tls) {
        FetchUrl tool = new FetchUrl(
                name -> new InetAddress[] {InetAddress.getLoopbackAddress()},
                address -> true,
                tls,
                Duration.ofSeconds(30));
        String url = "https://" + host + ":" + server.getAddress().getPort() + "/";
        return call(tool, JsonNodeFactory.instance.objectNode().put("url", url).toString());
    }

    @Test
    void a_certificate_for_the_name_is_accepted() {
        assertThat(fetch("garden.test", trusting.getSocketFactory())).isEqualTo("secret garden");
    }

    @Test
    void a_certificate_for_another_name_is_refused() {
        assertThat(fetch("other.test", trusting.getSocketFactory())).startsWith("Error: the page cannot be fetched");
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() {
        SSLSocketFactory ordinary = (SSLSocketFactory) SSLSocketFactory.getDefault();

        assertThat(fetch("garden.test", ordinary)).startsWith("Error: the page cannot be fetched");
    }
}
