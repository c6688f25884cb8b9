package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all hubs have in common: resuming, checking, locking, the cache. */
@ParameterizedClass
@EnumSource(Hub.class)
class ModelHubTest {
    private static final String WEIGHTS = "model.safetensors";

    @Parameter
    Hub kind;

    @TempDir
    Path temporary;

    private Path root;
    private FakeHub hub;

    @BeforeEach
    void start_the_hub() throws IOException {
        root = temporary.resolve("hub").resolve(kind.name());
        hub = new FakeHub(kind);
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    private ModelHub modelHub(HubSettings settings) {
        return new ModelHub(kind, settings, cache(), Duration.ofMillis(1));
    }

    private HubCache cache() {
        return new HubCache(kind, root);
    }

    private Pulled pull() throws InterruptedException {
        return pull(settings(null, false), PullListener.SILENT);
    }

    private Pulled pull(HubSettings settings, PullListener listener) throws InterruptedException {
        return modelHub(settings).pull(hub.model, kind.defaultRevision(), listener);
    }

    private HubSettings settings(@Nullable String token, boolean offline) {
        return hub.settings(root.getParent(), token, offline, Duration.ofSeconds(20));
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
        assertThat(pulled.bytesFetched()).isEqualTo(300_002);
    }

    @Test
    void second_pull_asks_for_the_state_and_fetches_nothing() throws Exception {
        pull();
        int before = hub.requests().size();

        Pulled again = pull();

        assertThat(again.bytesFetched()).isZero();
        assertThat(again.files()).isEqualTo(2);
        assertThat(hub.requests()).hasSize(before + 1);
    }

    @Test
    void snapshot_is_named_by_its_state_and_the_branch_says_which_it_is() throws Exception {
        Pulled pulled = pull();

        assertThat(pulled.folder()).isEqualTo(modelFolder().resolve("snapshots").resolve(pulled.commit()));
        assertThat(modelFolder().resolve("refs").resolve(kind.defaultRevision().text()))
                .hasContent(pulled.commit());
        assertThat(cache().find(hub.model, new Revision(pulled.commit()))).contains(pulled.folder());
        assertThat(pulled.folder().resolve(WEIGHTS))
                .isSymbolicLink()
                .satisfies(link -> assertThat(Files.readSymbolicLink(link))
                        .isEqualTo(Path.of("../../blobs").resolve(hub.sha256(WEIGHTS))));
    }

    @Test
    void model_of_another_hub_is_refused() {
        Hub other = kind == Hub.MODELSCOPE ? Hub.HUGGING_FACE : Hub.MODELSCOPE;
        ModelName stranger = new ModelName(other, "Qwen", "Qwen-Test");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        modelHub(settings(null, false)).pull(stranger, other.defaultRevision(), PullListener.SILENT));
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void server_errors_are_tried_again_until_it_works() throws Exception {
        hub.hubFault(FakeHub.status(500, ""));
        hub.hubFault(FakeHub.status(429, ""));
        hub.storageFault(FakeHub.status(502, ""));
        hub.storageFault(FakeHub.status(403, "")); // the address that the hub gave has expired

        Pulled pulled = pull();

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    @Test
    void offline_pull_answers_from_the_cache_without_a_request() throws Exception {
        Pulled online = pull();
        int before = hub.requests().size();

        Pulled offline = pull(settings(null, true), PullListener.SILENT);

        assertThat(offline.folder()).isEqualTo(online.folder());
        assertThat(offline.files()).isEqualTo(2);
        assertThat(hub.requests()).hasSize(before);
    }

    @Test
    void offline_pull_of_what_is_not_there_says_so() {
        assertThatThrownBy(() -> pull(settings(null, true), PullListener.SILENT))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("Qwen/Qwen-Test", "HF_HUB_OFFLINE");
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void without_symbolic_links_the_folder_holds_the_files_themselves() throws Exception {
        ModelHub modelHub =
                new ModelHub(kind, settings(null, false), new HubCache(kind, root, false), Duration.ofMillis(1));

        Pulled pulled = modelHub.pull(hub.model, kind.defaultRevision(), PullListener.SILENT);
        Pulled again = modelHub.pull(hub.model, kind.defaultRevision(), PullListener.SILENT);

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(Files.isSymbolicLink(pulled.folder().resolve(WEIGHTS))).isFalse();
        assertThat(again.bytesFetched()).isZero();
    }

    @Test
    void token_goes_to_the_endpoint_and_not_along_with_a_redirect() throws Exception {
        pull(settings("hf_secret", false), PullListener.SILENT);

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
            assertThatThrownBy(() -> pull(settings(null, false), ending)).isInstanceOf(InterruptedException.class);
            assertThat(cache().find(hub.model)).isEmpty();
            assertThat(part()).hasSize(ending.last);
            starts.add(ending.first);
            received += ending.last - ending.first;
        }
        Ending last = new Ending(Long.MAX_VALUE);
        Pulled pulled = pull(settings(null, false), last);

        assertThat(pulled.folder().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(received + pulled.bytesFetched()).isEqualTo(300_000);
        assertThat(starts).isSorted().doesNotHaveDuplicates();
        assertThat(hub.storageRequests().getLast().header("Range")).contains("bytes=" + last.first + "-");
    }

    @Test
    void pull_ended_after_the_weights_is_not_taken_for_complete() throws Exception {
        hub.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> pull(settings(null, false), new Ending(300_000)))
                .isInstanceOf(InterruptedException.class);

        Path snapshots = modelFolder().resolve("snapshots");
        assertThat(filesOf(snapshots)).containsExactly("config.json", "tokenizer.json");
        assertThat(cache().find(hub.model)).isEmpty();
        assertThat(cache().list()).singleElement().returns(false, CachedModel::complete);
        assertThat(filesOf(pull().folder())).containsExactly("config.json", WEIGHTS, "tokenizer.json");
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

        assertThatThrownBy(() -> pull(settings(null, false), new PullListener() {
                    @Override
                    public void retrying(String reason, Duration pause) {
                        retries.add(reason);
                    }
                }))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll(WEIGHTS, "503", "5 attempts", "continues");
        assertThat(retries).isNotEmpty();
        assertThat(part()).hasSize(1000);
        assertThat(cache().find(hub.model)).isEmpty();
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
        HubSettings hasty = hub.settings(root.getParent(), null, false, Duration.ofMillis(300));

        assertThatThrownBy(() -> pull(hasty, PullListener.SILENT))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("300 ms", kind.timeoutVariable());
    }

    @Test
    void hub_that_cannot_be_reached_is_named() {
        URI nobody = hub.endpoint();
        hub.close();

        assertThatThrownBy(() -> pull(settings(null, false), PullListener.SILENT))
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

    @Test
    void refused_token_is_blamed_and_not_shown() {
        hub.hubFault(FakeHub.status(401, "RepoNotFound"));

        assertThatThrownBy(() -> pull(settings("hf_secret", false), PullListener.SILENT))
                .hasMessageContaining(kind.tokenVariable())
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
                .hasMessageContainingAll("redirected more than 5 times", kind.endpointVariable());
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
        assertThat(cache().find(hub.model)).isPresent();
    }

    private Process pullProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        PullProcess.class.getName(),
                        hub.endpoint().toString(),
                        root.getParent().toString(),
                        hub.model.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long bytesFetchedBy(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        return Long.parseLong(out);
    }
}
