package dev.qwen4j.model.hub;

import static dev.qwen4j.model.hub.FakeHub.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the Hugging Face hub does; {@link ModelHubTest} has what all hubs do. */
class HuggingFaceRoutesTest {
    @TempDir
    Path root;

    private FakeHub hub;

    @BeforeEach
    void start_the_hub() throws IOException {
        hub = new FakeHub(Hub.HUGGING_FACE);
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    private Pulled pull() throws InterruptedException {
        return pull(new Revision("main"));
    }

    private Pulled pull(Revision revision) throws InterruptedException {
        HubSettings settings = hub.settings(root, null, false, Duration.ofSeconds(20));
        return new ModelHub(
                        Hub.HUGGING_FACE,
                        settings,
                        new HubCache(Hub.HUGGING_FACE, settings.huggingFace().cache()),
                        Duration.ofMillis(1))
                .pull(hub.model, revision, PullListener.SILENT);
    }

    private Path modelFolder() {
        return root.resolve("HUGGING_FACE/models--Qwen--Qwen-Test");
    }

    @Test
    void cache_has_the_layout_that_python_reads() throws Exception {
        Pulled pulled = pull();

        assertThat(pulled.commit()).isEqualTo(COMMIT);
        assertThat(modelFolder().resolve("refs/main")).hasContent(COMMIT);
        assertThat(modelFolder().resolve("blobs"))
                .isDirectoryContaining(blob -> blob.endsWith(hub.sha256("model.safetensors")))
                .isDirectoryContaining(blob -> blob.endsWith(FakeHub.gitSha1("{}".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void pull_by_commit_writes_no_branch() throws Exception {
        Pulled pulled = pull(new Revision(COMMIT));

        assertThat(modelFolder().resolve("refs")).doesNotExist();
        assertThat(new HubCache(Hub.HUGGING_FACE, root.resolve("HUGGING_FACE")).find(hub.model))
                .contains(pulled.folder());
    }

    @Test
    void small_file_is_continued_only_if_it_is_still_the_same() throws Exception {
        byte[] config = ("{" + " ".repeat(1000) + "}").getBytes(StandardCharsets.UTF_8);
        hub.put("config.json", config);
        Path blobs = Files.createDirectories(modelFolder().resolve("blobs"));
        Files.write(blobs.resolve(FakeHub.gitSha1(config) + ".part"), "{    ".getBytes(StandardCharsets.UTF_8));

        Pulled pulled = pull();

        assertThat(pulled.folder().resolve("config.json")).hasBinaryContent(config);
        assertThat(hub.requests()).anySatisfy(request -> {
            assertThat(request.header("Range")).contains("bytes=5-");
            assertThat(request.header("If-Range")).contains('"' + FakeHub.gitSha1(config) + '"');
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            401, RepoNotFound,     check the name; if the model is private set HF_TOKEN
            401, GatedRepo,        accept the terms at
            403, GatedRepo,        accept the terms at
            404, RepoNotFound,     the hub has no such model
            404, RevisionNotFound, the hub has no such revision
            400, '',               answered with status 400
            """)
    void refusal_says_what_to_do(int status, String code, String advice) {
        hub.hubFault(FakeHub.status(status, code));

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .extracting(failure -> failure.getMessage().replace(",", ""))
                .asString()
                .contains("Qwen/Qwen-Test", advice);
    }

    @Test
    void etag_that_is_no_file_name_is_refused() {
        hub.hubFault((exchange, content) -> false);
        hub.hubFault((exchange, content) -> {
            exchange.getResponseHeaders().set("ETag", "\"../../evil\"");
            exchange.getResponseHeaders().set("Content-Length", "2");
            exchange.sendResponseHeaders(200, -1);
            return true;
        });

        assertThatThrownBy(this::pull).isInstanceOf(HubException.class).hasMessageContaining("../../evil");
    }

    @Test
    void too_little_space_is_said_before_anything_is_fetched() {
        hub.hubFault((exchange, content) -> false);
        hub.hubFault((exchange, content) -> {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + "a".repeat(64) + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(1L << 50));
            exchange.sendResponseHeaders(302, -1);
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(String.valueOf((1L << 50) + 300_000), "HF_HUB_CACHE");
        assertThat(hub.requests())
                .noneMatch(request ->
                        request.method().equals("GET") && request.path().contains("/resolve/"));
    }
}
