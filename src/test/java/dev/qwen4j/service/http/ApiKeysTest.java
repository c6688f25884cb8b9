package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiKeysTest.WithKeys.class)
class ApiKeysTest {
    private static final String KEY = "0123456789abcdef-first";
    private static final String OTHER_KEY = "0123456789abcdef-second";

    @TempDir
    private Path folder;

    public static final class WithKeys implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Path.of("target", "keys.txt").toAbsolutePath();
                Files.writeString(file, "# two clients\n" + KEY + "\n\n  " + OTHER_KEY + "  \n");
                return Map.of("qwen4j.api-keys", file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, OTHER_KEY})
    void each_key_opens(String key) {
        given().auth().oauth2(key).get("/v1/models").then().statusCode(200);
        given().header("Authorization", "bearer  " + key)
                .get("/v1/models")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer 0123456789abcdef-firs", "Bearer # two clients", "Bearer ", "Bearer", KEY, "Basic !!", ""
            })
    void anything_else_is_refused_with_an_error_object(String sent) {
        given().header("Authorization", sent)
                .get("/v1/models")
                .then()
                .statusCode(401)
                .body("error.code", equalTo("invalid_api_key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1/models", "/v1/runs", "/v1/sessions", "/v1/status", "/mcp", "/no/such/path"})
    void nothing_but_health_is_open(String path) {
        given().get(path).then().statusCode(401);
    }

    @Test
    void a_model_is_not_asked_without_a_key() {
        given().contentType(ContentType.JSON)
                .body("{\"model\": \"qwen4j-demo\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(401);
    }

    @Test
    void health_is_told_to_everyone() {
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void a_browser_asks_for_the_key_as_a_password() {
        assertThat(given().get("/").headers().getValues("WWW-Authenticate"))
                .containsExactly("Bearer", "Basic realm=\"Qwen4j\"");
        given().auth().preemptive().basic("anyone", KEY).get("/").then().statusCode(200);
    }

    @Test
    void a_page_of_another_site_cannot_use_the_password_that_a_browser_knows() {
        given().auth()
                .preemptive()
                .basic("anyone", KEY)
                .header("Sec-Fetch-Site", "cross-site")
                .get("/v1/models")
                .then()
                .statusCode(401);
    }

    @Test
    void other_machines_need_a_key() throws IOException {
        InetAddress everywhere = InetAddress.getByName("0.0.0.0");

        assertThatIllegalStateException()
                .isThrownBy(() -> new ApiKeys(null, everywhere))
                .withMessageContaining("0.0.0.0")
                .withMessageContaining("qwen4j.api-keys");
        assertThat(new ApiKeys(file(KEY), everywhere)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "short", KEY + "\nshort"})
    void a_file_without_good_keys_is_refused(String text) throws IOException {
        Path file = file(text);

        assertThatIllegalStateException()
                .isThrownBy(() -> new ApiKeys(file, InetAddress.getLoopbackAddress()))
                .withMessageContaining(file.toString())
                .withMessageContaining("openssl rand");
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Path file = folder.resolve("none");

        assertThatIllegalStateException()
                .isThrownBy(() -> new ApiKeys(file, InetAddress.getLoopbackAddress()))
                .withMessageContaining(file.toString());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("keys.txt"), text);
    }
}
