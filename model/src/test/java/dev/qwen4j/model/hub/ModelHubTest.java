package dev.qwen4j.model.hub;

import static dev.qwen4j.model.hub.FakeHub.COMMIT;
import static dev.qwen4j.model.hub.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelHubTest {
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    Path temporary;

    private Path root;
    private FakeHub hub;

    @BeforeEach
    void start_the_hub() throws IOException {
        root = temporary.resolve("hub");
        hub = new FakeHub();
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    private ModelHub modelHub(HubSettings settings) {
        return new ModelHub(settings, new HubCache(root), Duration.ofMillis(1));
    }

    private Pulled pull() throws InterruptedException {
        return modelHub(hub.settings(root)).pull(MODEL, Revision.MAIN, PullListener.SILENT);
    }

    private HubSettings settings(@Nullable String token, boolean offline) {
        return new HubSettings(root, hub.endpoint(), token, offline, Duration.ofSeconds(20));
    }

    private Path modelFolder() {
        return root.resolve("models--Qwen--Qwen-Test");
    }

    private List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void fetches_weights_and_json_and_no_pickle() throws Exception {
        Pulled pulled = pull();

        assertThat(filesOf(pulled.folder())).containsExactly("config.json", WEIGHTS);
        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(pulled.commit()).isEqualTo(COMMIT);
        assertThat(pulled.bytesFetched()).isEqualTo(300_002);
    }

    @Test
    void cache_has_the_layout_that_python_reads() throws Exception {
        Pulled pulled = pull();

        assertThat(pulled.folder()).isEqualTo(modelFolder().resolve("snapshots").resolve(COMMIT));
        assertThat(modelFolder().resolve("refs/main")).hasContent(COMMIT);
        assertThat(filesOf(modelFolder().resolve("blobs")))
                .containsExactlyInAnyOrder(hub.sha256(WEIGHTS), FakeHub.gitSha1("{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(Files.readSymbolicLink(pulled.folder().resolve(WEIGHTS)).toString())
                .isEqualTo("../../blobs/" + hub.sha256(WEIGHTS));
    }

    @Test
    void second_pull_asks_for_the_commit_and_fetches_nothing() throws Exception {
        pull();
        int before = hub.requests().size();

        Pulled again = pull();

        assertThat(again.bytesFetched()).isZero();
        assertThat(again.files()).isEqualTo(2);
        assertThat(hub.requests()).hasSize(before + 1);
    }

    @Test
    void offline_pull_answers_from_the_cache_without_a_request() throws Exception {
        Pulled online = pull();
        int before = hub.requests().size();

        Pulled offline = modelHub(settings(null, true)).pull(MODEL, Revision.MAIN, PullListener.SILENT);

        assertThat(offline.folder()).isEqualTo(online.folder());
        assertThat(offline.files()).isEqualTo(2);
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void offline_pull_of_what_is_not_there_says_so() {
        assertThatThrownBy(() -> modelHub(settings(null, true)).pull(MODEL, Revision.MAIN, PullListener.SILENT))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("Qwen/Qwen-Test", "HF_HUB_OFFLINE");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void pull_by_commit_writes_no_branch() throws Exception {
        Pulled pulled = modelHub(hub.settings(root)).pull(MODEL, new Revision(COMMIT), PullListener.SILENT);

        assertThat(modelFolder().resolve("refs")).doesNotExist();
        assertThat(new HubCache(root).find(MODEL)).contains(pulled.folder());
    }

    @Test
    void without_symbolic_links_the_folder_holds_the_files_themselves() throws Exception {
        ModelHub modelHub = new ModelHub(hub.settings(root), new HubCache(root, false), Duration.ofMillis(1));

        Pulled pulled = modelHub.pull(MODEL, Revision.MAIN, PullListener.SILENT);
        Pulled again = modelHub.pull(MODEL, Revision.MAIN, PullListener.SILENT);

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(Files.isSymbolicLink(pulled.folder().resolve(WEIGHTS))).isFalse();
        assertThat(again.bytesFetched()).isZero();
    }

    @Test
    void token_goes_to_the_endpoint_and_not_along_with_a_redirect() throws Exception {
        modelHub(settings("hf_secret", false)).pull(MODEL, Revision.MAIN, PullListener.SILENT);

        assertThat(hub.requests().stream().filter(FakeHub.Request::toHub))
                .isNotEmpty()
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).contains("Bearer hf_secret"));
        assertThat(hub.storageRequests())
                .isNotEmpty()
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void download_cut_at_five_points_goes_on_where_it_was(long seed) throws Exception {
        Random random = new Random(seed);
        for (int cut = 0; cut < 5; cut++) {
            hub.storageFault(FakeHub.cutAfter(1 + random.nextInt(50_000)));
        }

        Pulled pulled = pull();

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(pulled.bytesFetched()).isEqualTo(300_002);
        assertThat(hub.storageRequests()).hasSize(6);
    }

    @Test
    void pull_ended_at_five_points_goes_on_where_it_was() throws Exception {
        List<Long> starts = new ArrayList<>();
        long received = 0;
        for (int kill = 1; kill <= 5; kill++) {
            Ending ending = new Ending(kill * 50_000L);
            assertThatThrownBy(() -> modelHub(hub.settings(root)).pull(MODEL, Revision.MAIN, ending))
                    .isInstanceOf(InterruptedException.class);
            assertThat(new HubCache(root).find(MODEL)).isEmpty();
            assertThat(part()).hasSize(ending.last);
            starts.add(ending.first);
            received += ending.last - ending.first;
        }
        Ending last = new Ending(Long.MAX_VALUE);
        Pulled pulled = modelHub(hub.settings(root)).pull(MODEL, Revision.MAIN, last);

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(received + pulled.bytesFetched()).isEqualTo(300_000);
        assertThat(starts).isSorted().doesNotHaveDuplicates();
        assertThat(hub.storageRequests().getLast().header("Range")).contains("bytes=" + last.first + "-");
    }

    /** Interrupts the pull when it has so many bytes of the weights, as Ctrl-C does. */
    private static final class Ending implements PullListener {
        private final long limit;
        private long first;
        private long last;

        Ending(long limit) {
            this.limit = limit;
        }

        @Override
        public void started(String file, long present, long size) {
            first = file.equals(WEIGHTS) ? present : first;
        }

        @Override
        public void progressed(String file, long received, long size) {
            if (file.equals(WEIGHTS)) {
                last = received;
                if (received >= limit) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private Path part() {
        return modelFolder().resolve("blobs").resolve(hub.sha256(WEIGHTS) + ".part");
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

    @Test
    void damaged_rest_of_an_earlier_attempt_is_thrown_away() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), new byte[100_000]);

        Pulled pulled = pull();

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(hub.storageRequests()).hasSize(2);
    }

    @Test
    void network_that_stays_broken_ends_in_one_line_and_keeps_what_came() throws Exception {
        hub.storageFault(FakeHub.cutAfter(1000));
        for (int i = 0; i < 5; i++) {
            hub.storageFault(FakeHub.status(503, ""));
        }
        List<String> retries = new ArrayList<>();

        assertThatThrownBy(() -> modelHub(hub.settings(root)).pull(MODEL, Revision.MAIN, new PullListener() {
                    @Override
                    public void retrying(String reason, Duration pause) {
                        retries.add(reason);
                    }
                }))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WEIGHTS, "503", "5 attempts", "continues");
        assertThat(retries).isNotEmpty();
        assertThat(part()).hasSize(1000);
        assertThat(new HubCache(root).find(MODEL)).isEmpty();
    }

    @Test
    void silent_connection_is_given_up() {
        for (int i = 0; i < 5; i++) {
            hub.hubFault((exchange, content) -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(60_000); // ended by the server's close
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return true;
            });
        }
        HubSettings hasty = new HubSettings(root, hub.endpoint(), null, false, Duration.ofMillis(300));

        assertThatThrownBy(() -> modelHub(hasty).pull(MODEL, Revision.MAIN, PullListener.SILENT))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("300 ms", "HF_HUB_DOWNLOAD_TIMEOUT");
    }

    @Test
    void hub_that_cannot_be_reached_is_named() {
        URI nobody = hub.endpoint();
        hub.close();

        assertThatThrownBy(() -> modelHub(hub.settings(root)).pull(MODEL, Revision.MAIN, PullListener.SILENT))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(nobody.toString(), "check the network");
    }

    @Test
    void wrong_hash_is_refused_and_nothing_of_it_is_visible() throws Exception {
        byte[] wrong = FakeHub.pattern(300_000);
        wrong[200_000]++;
        hub.storageFault((exchange, content) -> {
            exchange.sendResponseHeaders(200, wrong.length);
            exchange.getResponseBody().write(wrong);
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WEIGHTS, hub.sha256(WEIGHTS), "thrown away");
        assertThat(filesOf(modelFolder().resolve("snapshots"))).doesNotContain(WEIGHTS);
        assertThat(part()).isEmptyFile();
        assertThat(pull().folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {299_999, 300_001})
    void wrong_length_is_refused(int length) {
        hub.storageFault((exchange, content) -> {
            exchange.sendResponseHeaders(200, length);
            exchange.getResponseBody().write(FakeHub.pattern(length));
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WEIGHTS, "300000", String.valueOf(length));
    }

    @Test
    void body_without_a_length_that_does_not_end_is_refused() {
        hub.storageFault((exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(FakeHub.pattern(400_000));
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WEIGHTS, "300000", "more than that");
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
    void refused_token_is_blamed_and_not_shown() {
        hub.hubFault(FakeHub.status(401, "RepoNotFound"));

        assertThatThrownBy(() -> modelHub(settings("hf_secret", false)).pull(MODEL, Revision.MAIN, PullListener.SILENT))
                .hasMessageContaining("HF_TOKEN is still valid")
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void redirect_loop_ends() {
        for (int i = 0; i < 10; i++) {
            hub.hubFault((exchange, content) -> {
                exchange.getResponseHeaders()
                        .set("Location", exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(307, -1);
                return true;
            });
        }

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("redirected more than 5 times", "HF_ENDPOINT");
    }

    @Test
    void redirect_to_something_else_than_http_is_refused() {
        hub.hubFault((exchange, content) -> {
            exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
            exchange.sendResponseHeaders(302, -1);
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContaining("redirected to 'file:///etc/passwd', which is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.json", "/evil.json", "a/../../evil.json", "..\\\\evil.json", "c:evil.json"})
    void file_name_that_leads_elsewhere_is_refused_before_anything_is_fetched(String name) {
        hub.put(name, new byte[1]);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("evil.json", "nothing is fetched");
        assertThat(hub.requests()).hasSize(1);
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
    void model_that_is_only_a_pickle_is_refused() {
        hub.remove(WEIGHTS);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("pickle", "model.safetensors");
    }

    @Test
    void page_of_a_proxy_is_not_taken_for_a_listing() {
        hub.hubFault((exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<html>Please log in</html>".getBytes(StandardCharsets.UTF_8));
            return true;
        });

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("does not list a model's files", "proxy");
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

    @Test
    void disk_that_fills_up_ends_the_pull_and_shows_no_half_file() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "the system has no /dev/full");
        Files.createDirectories(part().getParent());
        Files.createSymbolicLink(part(), full);

        assertThatThrownBy(this::pull)
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(".part", "cannot be written", "free space");
        Files.delete(part());
        assertThat(filesOf(modelFolder().resolve("snapshots"))).doesNotContain(WEIGHTS);
        assertThat(hub.storageRequests()).hasSize(1);
    }

    @Test
    void threads_that_pull_the_same_fetch_each_file_once() throws Exception {
        hub.put(WEIGHTS, FakeHub.pattern(5_000_000));
        List<Callable<Pulled>> pulls = List.of(this::pull, this::pull, this::pull, this::pull);

        long fetched = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(pulls.size())) {
            for (Future<Pulled> pull : threads.invokeAll(pulls)) {
                fetched += pull.get().bytesFetched();
            }
        }

        assertThat(fetched).isEqualTo(5_000_002);
        assertThat(hub.storageRequests()).hasSize(1);
    }

    @Test
    void processes_that_pull_the_same_fetch_each_file_once() throws Exception {
        hub.put(WEIGHTS, FakeHub.pattern(5_000_000));

        Process one = pullProcess();
        Process other = pullProcess();

        assertThat(bytesFetchedBy(one) + bytesFetchedBy(other)).isEqualTo(5_000_002);
        assertThat(hub.storageRequests()).hasSize(1);
        assertThat(new HubCache(root).find(MODEL)).isPresent();
    }

    private Process pullProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PullProcess.class.getName(),
                        hub.endpoint().toString(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long bytesFetchedBy(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(out);
    }
}
