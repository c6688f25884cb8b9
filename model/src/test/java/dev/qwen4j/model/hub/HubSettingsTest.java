package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings of(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return HubSettings.of(environment, home);
    }

    @Test
    void without_variables_it_is_as_in_python() {
        assertThat(of())
                .isEqualTo(new HubSettings(
                        new HubPlace(
                                home.resolve(".cache/huggingface/hub"),
                                URI.create("https://huggingface.co"),
                                null,
                                Duration.ofSeconds(10)),
                        new HubPlace(
                                home.resolve(".cache/modelscope/qwen4j"),
                                URI.create("https://www.modelscope.cn"),
                                null,
                                Duration.ofSeconds(60)),
                        false));
    }

    @Test
    void more_special_folder_wins() {
        assertThat(of("XDG_CACHE_HOME", "/x").huggingFace().cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(of("XDG_CACHE_HOME", "/x", "HF_HOME", "/h").huggingFace().cache())
                .isEqualTo(Path.of("/h/hub"));
        assertThat(of("HF_HOME", "/h", "HF_HUB_CACHE", "/c").huggingFace().cache())
                .isEqualTo(Path.of("/c"));
        assertThat(of("HF_HUB_CACHE", "~/models").huggingFace().cache()).isEqualTo(home.resolve("models"));
        assertThat(of("HF_HUB_CACHE", "").huggingFace().cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    }

    @Test
    void token_is_read_from_the_variable_before_the_file() throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve(".cache/huggingface")).resolve("token"), "hf_file\n");
        Path other = Files.writeString(home.resolve("other"), "hf_other");

        assertThat(of().huggingFace().token()).isEqualTo("hf_file");
        assertThat(of("HF_TOKEN_PATH", other.toString()).huggingFace().token()).isEqualTo("hf_other");
        assertThat(of("HF_TOKEN", "hf_variable").huggingFace().token()).isEqualTo("hf_variable");
    }

    @Test
    void token_is_never_shown() {
        assertThat(of("HF_TOKEN", "hf_secret").toString()).contains("token=set").doesNotContain("hf_secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("HF_TOKEN", "hf_secret\nand more"))
                .withMessageContaining("HF_TOKEN")
                .withMessageNotContaining("hf_secret");
    }

    @Test
    void modelscope_has_variables_of_its_own() {
        HubPlace place = of(
                        "MODELSCOPE_CACHE", "/m",
                        "MODELSCOPE_ENDPOINT", "www.modelscope.ai/",
                        "MODELSCOPE_DOMAIN", "older.example",
                        "MODELSCOPE_API_TOKEN", "ms-secret",
                        "MODELSCOPE_DOWNLOAD_TIMEOUT", "7")
                .modelScope();

        assertThat(place)
                .isEqualTo(new HubPlace(
                        Path.of("/m/qwen4j"),
                        URI.create("https://www.modelscope.ai"),
                        "ms-secret",
                        Duration.ofSeconds(7)));
        assertThat(place.toString()).doesNotContain("ms-secret");
        assertThat(of("MODELSCOPE_DOMAIN", "older.example").modelScope().endpoint())
                .isEqualTo(URI.create("https://older.example"));
    }

    @Test
    void token_that_would_end_the_cookie_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("MODELSCOPE_API_TOKEN", "ms;secret"))
                .withMessageContaining("MODELSCOPE_API_TOKEN")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "yes, true", "True, true", "ON, true", "0, false", "no, false", "'', false"})
    void offline_is_said_in_the_words_of_python(String value, boolean offline) {
        assertThat(of("HF_HUB_OFFLINE", value).offline()).isEqualTo(offline);
    }

    @Test
    void mirror_may_have_a_path_and_end_with_a_slash() {
        assertThat(of("HF_ENDPOINT", "https://mirror.example/hf/").huggingFace().endpoint())
                .isEqualTo(URI.create("https://mirror.example/hf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.example", "ftp://mirror.example", "https://", "http://a b"})
    void mirror_that_is_no_address_is_named(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("HF_ENDPOINT", endpoint))
                .withMessageContaining("HF_ENDPOINT is '");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten"})
    void timeout_that_is_no_number_of_seconds_is_named(String timeout) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("HF_HUB_DOWNLOAD_TIMEOUT", timeout))
                .withMessageContaining("HF_HUB_DOWNLOAD_TIMEOUT is '" + timeout + "'");
    }
}
