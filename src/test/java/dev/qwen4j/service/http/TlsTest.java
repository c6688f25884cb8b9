package dev.qwen4j.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTPS by nothing but Quarkus' own keys, with a certificate made here. */
@QuarkusTest
@TestProfile(TlsTest.WithCertificate.class)
@Timeout(90)
class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final Path STORE = Path.of("target", "tls-test.p12").toAbsolutePath();

    @ConfigProperty(name = "quarkus.http.test-ssl-port")
    int port;

    public static final class WithCertificate implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            makeCertificate();
            return Map.of(
                    "quarkus.tls.key-store.p12.path",
                    STORE.toString(),
                    "quarkus.tls.key-store.p12.password",
                    PASSWORD,
                    "quarkus.http.test-ssl-port",
                    "0");
        }
    }

    private static void makeCertificate() {
        try {
            Files.deleteIfExists(STORE);
            Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            Process process = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            "test",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            STORE.toString(),
                            "-storepass",
                            PASSWORD,
                            "-validity",
                            "2")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(HttpClient client) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/v1/models"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void client_that_trusts_the_certificate_is_answered_over_tls() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(STORE)) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("test", trusted.getCertificate("test"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);

        HttpResponse<String> response =
                get(HttpClient.newBuilder().sslContext(context).build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("test/model");
        assertThat(response.sslSession()).isPresent();
    }

    @Test
    void client_that_does_not_know_the_certificate_refuses() {
        assertThatThrownBy(() -> get(HttpClient.newHttpClient())).isInstanceOf(SSLHandshakeException.class);
    }
}
