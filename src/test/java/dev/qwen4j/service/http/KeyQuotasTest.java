package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.hamcrest.Matchers.equalTo;

import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(KeyQuotasTest.WithQuotas.class)
@Timeout(60)
class KeyQuotasTest {
    private static final String KEY = "0123456789abcdef-first";
    private static final String OTHER_KEY = "0123456789abcdef-second";
    private static final String THIRD_KEY = "0123456789abcdef-third";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI server;

    public static final class WithQuotas implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Path.of("target", "quota-keys.txt").toAbsolutePath();
                Files.writeString(file, String.join("\n", KEY, OTHER_KEY, THIRD_KEY));
                return Map.of(
                        "qwen4j.api-keys",
                        file.toString(),
                        "qwen4j.limits.requests-per-key",
                        "1",
                        "qwen4j.limits.requests-per-minute",
                        "3");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Response complete(String key) {
        return given().auth()
                .oauth2(key)
                .contentType(ContentType.JSON)
                .body("{\"prompt\":\"a\"}")
                .post("/v1/completions");
    }

    @Test
    void a_key_with_a_request_under_way_gets_429_while_others_are_answered() throws IOException {
        TestModel.Hang hang = model.hang();
        String first = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + KEY + "\r\nContent-Length: 14\r\n\r\n{\"prompt\":\"a\"}";
        try (Socket client = new Socket(server.getHost(), server.getPort())) {
            client.getOutputStream().write(first.getBytes(UTF_8));
            assertThat(hang.started()).succeedsWithin(30, TimeUnit.SECONDS);

            complete(KEY)
                    .then()
                    .statusCode(429)
                    .header("Retry-After", equalTo("1"))
                    .body("error.type", equalTo("rate_limit_error"))
                    .body("error.code", equalTo("rate_limit_exceeded"));

            model.replay("for the other key");
            complete(OTHER_KEY).then().statusCode(200);
            given().auth().oauth2(KEY).get("/v1/models").then().statusCode(200);
            assertThat(hang.interrupted()).isNotDone();
        }
        assertThat(hang.interrupted()).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void a_key_that_has_sent_its_requests_of_a_minute_is_told_when_to_come_back() {
        model.replay("1", "2", "3");
        for (int i = 0; i < 3; i++) {
            complete(THIRD_KEY).then().statusCode(200);
        }

        Response refused = complete(THIRD_KEY);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 20);
    }

    @Test
    void requests_of_a_minute_grow_back_with_time() {
        AtomicLong now = new AtomicLong();
        KeyQuotas.Account account = new KeyQuotas(10, 2, now::get).new Account();
        assertThat(account.enter()).isZero();
        assertThat(account.enter()).isZero();

        Duration wait = account.enter();

        assertThat(wait).isEqualTo(Duration.ofSeconds(30));
        now.addAndGet(wait.toNanos());
        assertThat(account.enter()).isZero();
        assertThat(account.enter()).isPositive();
    }

    @Test
    void an_ended_request_gives_its_place_back() {
        KeyQuotas.Account account = new KeyQuotas(1, 100, () -> 0).new Account();
        assertThat(account.enter()).isZero();
        assertThat(account.enter()).isEqualTo(Duration.ofSeconds(1));

        account.leave();

        assertThat(account.enter()).isZero();
    }

    @Test
    void no_requests_at_all_make_no_sense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyQuotas(0, 1, () -> 0));
    }
}
