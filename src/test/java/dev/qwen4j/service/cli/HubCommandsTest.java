package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.transformer.Transformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pull}, {@code list}, {@code rm} and names for {@code --model}, over a hub inside the test's JVM. */
class HubCommandsTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Map<String, String> FILES =
            Map.of("config.json", "{\"architectures\": [\"LlamaForCausalLM\"]}", "model.safetensors", "weights");

    @TempDir
    Path cache;

    private final ObjectMapper mapper = new ObjectMapper();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer hub;
    private Map<String, String> environment;

    @BeforeEach
    void start_the_hub() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            String listing = "{\"sha\": \"" + COMMIT + "\", \"siblings\": [{\"rfilename\": \"config.json\"},"
                    + " {\"rfilename\": \"model.safetensors\"}]}";
            String answer = switch (path) {
                case "/api/models/Qwen/Tiny/revision/main" -> listing;
                case "/api/v1/models/Qwen/Tiny/repo/files" -> modelScopeListing();
                case "/api/v1/models/Qwen/Tiny/repo" ->
                    FILES.get(exchange.getRequestURI().getQuery().replaceFirst(".*FilePath=", ""));
                default -> FILES.get(path.replace("/Qwen/Tiny/resolve/" + COMMIT + "/", ""));
            };
            try (exchange) {
                if (answer == null) {
                    exchange.sendResponseHeaders(404, -1);
                } else {
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    boolean head = exchange.getRequestMethod().equals("HEAD");
                    exchange.getResponseHeaders().set("ETag", "\"etag-" + body.length + "\"");
                    exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
                    exchange.sendResponseHeaders(200, head ? -1 : body.length);
                    if (!head) {
                        exchange.getResponseBody().write(body);
                    }
                }
            }
        });
        hub.start();
        environment = new HashMap<>(Map.of(
                "HF_ENDPOINT",
                "http://127.0.0.1:" + hub.getAddress().getPort(),
                "HF_HUB_CACHE",
                cache.resolve("hf").toString(),
                "MODELSCOPE_CACHE",
                cache.resolve("ms").toString(),
                "MODELSCOPE_ENDPOINT",
                "http://127.0.0.1:" + hub.getAddress().getPort()));
    }

    private static String modelScopeListing() {
        return FILES.entrySet().stream()
                .map(file -> "{\"Path\": \"" + file.getKey() + "\", \"Type\": \"blob\", \"Size\": "
                        + file.getValue().length() + ", \"Sha256\": \"" + sha256(file.getValue()) + "\"}")
                .collect(Collectors.joining(", ", "{\"Success\": true, \"Data\": {\"Files\": [", "]}}"));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop_the_hub() {
        hub.stop(0);
    }

    private Invocation run(String... args) {
        return Invocation.in(environment, args);
    }

    @Test
    void pull_prints_the_folder_and_says_which_commit_it_is() {
        Invocation pull = run("pull", "Qwen/Tiny");

        assertThat(pull.status()).isZero();
        Path folder = Path.of(pull.out().strip());
        assertThat(folder.resolve("model.safetensors")).hasContent("weights");
        assertThat(pull.error())
                .contains("model.safetensors: done, 7 B\n", "Qwen/Tiny@" + COMMIT + " means the same files for ever\n");
    }

    @Test
    void pull_for_scripts_prints_one_object() throws Exception {
        run("pull", "Qwen/Tiny");

        JsonNode again = mapper.readTree(run("pull", "--json", "Qwen/Tiny").out());

        assertThat(again.get("model").asText()).isEqualTo("Qwen/Tiny");
        assertThat(again.get("commit").asText()).isEqualTo(COMMIT);
        assertThat(again.get("bytesFetched").asLong()).isZero();
        assertThat(Path.of(again.get("folder").asText())).isDirectory();
    }

    @Test
    void pull_of_what_the_hub_does_not_have_is_one_line_and_status_5() {
        Invocation pull = run("pull", "Qwen/Gone");

        assertThat(pull.status()).isEqualTo(ExitStatus.NETWORK);
        assertThat(pull.out()).isEmpty();
        assertThat(pull.error()).hasLineCount(1).contains("Qwen/Gone", "404");
    }

    @Test
    void names_that_are_none_are_wrong_usage_and_ask_for_nothing() {
        for (String name : new String[] {"Qwen", "../evil", "modelscope:Qwen", "Qwen/Tiny@../x"}) {
            Invocation pull = run("pull", name);

            assertThat(pull.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(pull.error()).hasLineCount(1).contains(name.replaceFirst(".*@", ""));
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void mirror_that_is_no_address_spoils_only_the_commands_that_need_it() {
        environment.put("HF_ENDPOINT", "nonsense");

        Invocation pull = run("pull", "Qwen/Tiny");

        assertThat(pull.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(pull.error()).hasLineCount(1).contains("HF_ENDPOINT is 'nonsense'");
        assertThat(run("tokenize", "hello").status()).isZero();
    }

    @Test
    void list_shows_what_is_there_and_rm_deletes_it() throws Exception {
        Invocation none = run("list");
        run("pull", "Qwen/Tiny");
        Invocation one = run("list");
        JsonNode json = mapper.readTree(run("list", "--json").out());
        Invocation rm = run("rm", "Qwen/Tiny");
        Invocation again = run("rm", "Qwen/Tiny");
        run("pull", "Qwen/Tiny");
        JsonNode removed = mapper.readTree(run("rm", "Qwen/Tiny", "--json").out());

        assertThat(none.out()).isEmpty();
        assertThat(none.error()).contains("qwen4j pull");
        assertThat(one.out()).isEqualTo("Qwen/Tiny\t86 B\tcomplete\n");
        assertThat(json.get(0).get("commits").get(0).asText()).isEqualTo(COMMIT);
        assertThat(rm.status()).isZero();
        assertThat(removed.path("model").asText()).isEqualTo("Qwen/Tiny");
        assertThat(removed.path("bytes").asLong()).isEqualTo(86);
        assertThat(run("list").out()).isEmpty();
        assertThat(again.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(again.error()).hasLineCount(1).contains("Qwen/Tiny", "qwen4j list");
    }

    @Test
    void quantized_weights_of_a_deleted_model_go_with_it() throws Exception {
        String before = System.getProperty("qwen4j.cache");
        System.setProperty("qwen4j.cache", cache.resolve("own").toString());
        try {
            Path folder = Path.of(run("pull", "Qwen/Tiny").out().strip());
            Path golden = Path.of("../model/src/test/resources/golden/qwen3");
            for (String name : List.of("config.json", "model.safetensors")) {
                Files.copy(golden.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                Transformer.load(checkpoint, Precision.INT8).close();
                Transformer.load(checkpoint, Precision.NF4).close();
            }
            Path quantized = cache.resolve("own/quantized");
            assertThat(quantized).isDirectoryContaining("glob:**.int8.safetensors");

            run("rm", "Qwen/Tiny");

            assertThat(quantized).isEmptyDirectory();
        } finally {
            if (before == null) {
                System.clearProperty("qwen4j.cache");
            } else {
                System.setProperty("qwen4j.cache", before);
            }
        }
    }

    @Test
    void name_of_a_pulled_model_stands_for_its_folder_and_asks_for_nothing() {
        run("pull", "Qwen/Tiny");
        int before = requests.get();

        Invocation ask = run("ask", "--model", "Qwen/Tiny", "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(ask.error()).hasLineCount(1).contains(COMMIT, "LlamaForCausalLM");
        assertThat(requests).hasValue(before);
    }

    @Test
    void modelscope_models_are_pulled_shown_found_and_deleted_by_their_own_name() throws Exception {
        Invocation pull = run("pull", "modelscope:Qwen/Tiny");
        run("pull", "Qwen/Tiny");
        String state = Path.of(pull.out().strip()).getFileName().toString();
        JsonNode list = mapper.readTree(run("list", "--json").out());
        Invocation ask = run("ask", "--model", "modelscope:Qwen/Tiny@" + state, "hello");
        Invocation rm = run("rm", "modelscope:Qwen/Tiny");

        assertThat(pull.error()).contains("modelscope:Qwen/Tiny@" + state + " means the same files for ever, in this");
        assertThat(list)
                .extracting(model -> model.get("model").asText())
                .containsExactly("Qwen/Tiny", "modelscope:Qwen/Tiny");
        assertThat(ask.error()).hasLineCount(1).contains(state, "LlamaForCausalLM");
        assertThat(Path.of(pull.out().strip())).doesNotExist();
        assertThat(rm.status()).isZero();
        assertThat(run("list").out()).startsWith("Qwen/Tiny\t").hasLineCount(1);
    }

    @Test
    void revision_that_was_not_pulled_is_not_replaced_by_another() {
        run("pull", "Qwen/Tiny");

        Invocation ask = run("ask", "--model", "Qwen/Tiny@v2", "hello");

        assertThat(ask.status()).isEqualTo(ExitStatus.BAD_MODEL);
        assertThat(ask.error()).hasLineCount(1).contains("run 'qwen4j pull Qwen/Tiny@v2'");
        assertThat(run("ask", "--model", "Qwen/Tiny@" + COMMIT, "hello").error())
                .contains("LlamaForCausalLM");
    }

    @Test
    void name_of_a_model_that_was_not_pulled_says_how_to_get_it() {
        for (String command : new String[] {"ask", "serve", "tokenize"}) {
            Invocation run = run(command, "--model", "Qwen/Tiny", command.equals("serve") ? "--port=0" : "hello");

            assertThat(run.status()).isEqualTo(ExitStatus.BAD_MODEL);
            assertThat(run.error()).hasLineCount(1).contains("run 'qwen4j pull Qwen/Tiny'", cache.toString());
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void folder_wins_over_a_name() throws IOException {
        Path relative = Path.of("target", "x" + System.nanoTime());
        Files.createDirectories(relative);

        Invocation tokenize = run("tokenize", "--model", relative.toString(), "hello");

        Files.delete(relative);
        assertThat(tokenize.error()).doesNotContain("qwen4j pull");
    }

    @Test
    void bar_shows_share_sizes_speed_and_time_left() {
        long nanos = Duration.ofSeconds(2).toNanos();

        assertThat(PullProgress.bar("model.safetensors", 250_000_000, 1_000_000_000, 100_000_000, nanos))
                .isEqualTo("model.safetensors [######                  ] 25 %, 250 MB of 1.0 GB, 50 MB/s, 0:15 left");
        assertThat(PullProgress.bar("config.json", 0, 500, 0, 0))
                .isEqualTo("config.json [                        ] 0 %, 0 B of 500 B");
    }
}
