package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only ModelScope does; {@link ModelHubTest} has what all hubs do. */
class ModelScopeRoutesTest {
    private static final Revision MASTER = new Revision("master");

    @TempDir
    Path root;

    private FakeHub hub;

    @BeforeEach
    void start_the_hub() throws IOException {
        hub = new FakeHub(Hub.MODELSCOPE);
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    private Pulled pull(Revision revision) throws InterruptedException {
        return pull(revision, null);
    }

    private Pulled pull(Revision revision, @Nullable String token) throws InterruptedException {
        HubSettings settings = hub.settings(root, token, false, Duration.ofSeconds(20));
        return new ModelHub(Hub.MODELSCOPE, settings, cache(), Duration.ofMillis(1))
                .pull(hub.model, revision, PullListener.SILENT);
    }

    private HubCache cache() {
        return new HubCache(Hub.MODELSCOPE, root.resolve("MODELSCOPE"));
    }

    private void answerListing(String json) {
        hub.hubFault((exchange, content) -> {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            return true;
        });
    }

    @Test
    void one_listing_and_a_request_for_each_file_are_all_it_takes() throws Exception {
        pull(MASTER);

        assertThat(hub.requests())
                .extracting(FakeHub.Request::method, FakeHub.Request::path)
                .startsWith(
                        tuple("GET", "/api/v1/models/Qwen/Qwen-Test/repo/files?Recursive=True&Revision=master"),
                        tuple("GET", "/api/v1/models/Qwen/Qwen-Test/repo?Revision=master&FilePath=config.json"))
                .hasSize(4); // the weights by way of a redirect
    }

    @Test
    void token_is_sent_in_both_forms_and_to_the_hub_only() throws Exception {
        pull(MASTER, "ms-secret");

        assertThat(hub.requests().stream().filter(FakeHub.Request::toHub)).allSatisfy(request -> {
            assertThat(request.header("Authorization")).contains("Bearer ms-secret");
            assertThat(request.header("Cookie")).contains("m_session_id=ms-secret");
        });
        assertThat(hub.storageRequests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.header("Cookie")).isEmpty();
        });
    }

    @Test
    void files_that_change_make_another_snapshot_and_leave_the_old_one_as_it_was() throws Exception {
        Pulled old = pull(MASTER);
        hub.put("config.json", "{\"changed\": true}".getBytes(StandardCharsets.UTF_8));

        Pulled fresh = pull(MASTER);

        assertThat(fresh.commit()).isNotEqualTo(old.commit());
        assertThat(fresh.bytesFetched()).isEqualTo("{\"changed\": true}".length());
        assertThat(old.folder().resolve("config.json")).hasContent("{}");
        assertThat(cache().find(hub.model)).contains(fresh.folder());
        assertThat(cache().find(hub.model, new Revision(old.commit()))).contains(old.folder());
    }

    @Test
    void tag_with_the_same_files_shares_their_snapshot() throws Exception {
        Pulled branch = pull(MASTER);
        Pulled tag = pull(new Revision("v1.0"));

        assertThat(tag.folder()).isEqualTo(branch.folder());
        assertThat(tag.bytesFetched()).isZero();
        assertThat(cache().find(hub.model, new Revision("v1.0"))).contains(tag.folder());
    }

    @Test
    void state_that_was_pulled_is_found_again_without_a_request() throws Exception {
        Pulled pulled = pull(MASTER);
        int before = hub.requests().size();

        assertThat(pull(new Revision(pulled.commit())).folder()).isEqualTo(pulled.folder());
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void branch_that_moves_while_its_files_are_fetched_is_noticed_by_their_hashes() {
        hub.hubFault((exchange, content) -> false);
        hub.hubFault((exchange, content) -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
            return true;
        });

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("config.json", hub.sha256("config.json"), "run it again");
        assertThat(cache().find(hub.model)).isEmpty();
    }

    @Test
    void unfinished_file_is_continued_without_a_condition() throws Exception {
        byte[] config = ("{" + " ".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8);
        hub.put("config.json", config);
        Path blobs = Files.createDirectories(root.resolve("MODELSCOPE/models--Qwen--Qwen-Test/blobs"));
        Files.write(blobs.resolve(hub.sha256("config.json") + ".part"), "{    ".getBytes(StandardCharsets.UTF_8));

        Pulled pulled = pull(MASTER);

        assertThat(pulled.folder().resolve("config.json")).hasBinaryContent(config);
        assertThat(hub.requests())
                .anySatisfy(request -> assertThat(request.header("Range")).contains("bytes=5-"))
                .allSatisfy(request -> assertThat(request.header("If-Range")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            401, set MODELSCOPE_API_TOKEN
            403, set MODELSCOPE_API_TOKEN
            404, 'no such model, revision or file'
            400, check MODELSCOPE_ENDPOINT
            """)
    void refusal_says_what_to_do(int status, String advice) {
        hub.hubFault(FakeHub.status(status, ""));

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("Qwen/Qwen-Test", advice);
    }

    @Test
    void failure_in_words_is_passed_on_without_control_characters() {
        answerListing("{\"Code\": 10010205001, \"Success\": false, \"Message\": \"no such\\u001b revision\"}");

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("modelscope:Qwen/Qwen-Test", "'master'", "'no such  revision'");
    }

    @Test
    void listing_that_is_cut_short_is_refused() {
        answerListing("{\"Data\": {\"TotalCount\": 9, \"Files\": [{\"Path\": \"config.json\"}]}}");

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("only 1 of 9 files");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Size\": 2", "\"Sha256\": \"\", \"Size\": 2", "\"Sha256\": \"../x\", \"Size\": 2"})
    void file_without_a_hash_is_refused_before_anything_is_fetched(String entry) {
        answerListing("{\"Data\": {\"Files\": [{\"Path\": \"model.safetensors\", " + entry + "}]}}");

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("FilePath=model.safetensors", "SHA-256", "could not be checked");
        assertThat(hub.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "\"many\"", "1e300"})
    void file_without_a_length_is_refused(String size) {
        answerListing("{\"Data\": {\"Files\": [{\"Path\": \"model.safetensors\", \"Sha256\": \"" + "a".repeat(64)
                + "\", \"Size\": " + size + "}]}}");

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("FilePath=model.safetensors", "bytes", "MODELSCOPE_ENDPOINT");
    }

    @Test
    void too_little_space_is_said_before_anything_is_fetched() {
        answerListing("{\"Data\": {\"Files\": [{\"Path\": \"model.safetensors\", \"Sha256\": \"" + "a".repeat(64)
                + "\", \"Size\": " + (1L << 50) + "}]}}");

        assertThatThrownBy(() -> pull(MASTER))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(String.valueOf(1L << 50), "MODELSCOPE_CACHE");
        assertThat(hub.requests()).hasSize(1);
    }
}
