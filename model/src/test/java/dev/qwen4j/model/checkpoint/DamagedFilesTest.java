package dev.qwen4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.tokenizer.QwenTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a checkpoint's small files say, it opens or is refused by the name of a file: nothing else is thrown. */
@Timeout(60)
class DamagedFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final List<String> FOLDERS = List.of("qwen", "qwen2", "qwen3", "qwen-gptq-int4");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What JSON can say that is seldom meant. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1",
            "3",
            "0.5",
            "1e-320",
            "1e999",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "99999999999999999999",
            "\"\"",
            "\"x\"",
            "\"../x\"",
            "\"\\u0000\"",
            "\"\\uD800\"",
            "[]",
            "[[]]",
            "[null]",
            "{}",
            "{\"a\": {\"a\": 1}}");

    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("seeds")
    void a_value_that_is_changed_never_causes_anything_but_a_model_exception(long seed) throws IOException {
        Random random = new Random(seed);
        Path file = copyAndChoose(random);
        if (file.getFileName().toString().endsWith(".json")) {
            JsonNode root = JSON.readTree(file.toFile());
            for (int i = 0; i <= random.nextInt(2); i++) {
                change(root, random);
            }
            JSON.writeValue(file.toFile(), root);
        } else {
            damage(file, random);
        }

        open();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bytes_that_are_damaged_never_cause_anything_but_a_model_exception(long seed) throws IOException {
        Random random = new Random(seed);

        damage(copyAndChoose(random), random);

        open();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private Path copyAndChoose(Random random) throws IOException {
        Path golden = GOLDEN.resolve(FOLDERS.get(random.nextInt(FOLDERS.size())));
        List<Path> small = new ArrayList<>();
        try (Stream<Path> files = Files.list(golden)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("cases") && !name.startsWith("expected")) {
                    Path copy = Files.copy(file, folder.resolve(name));
                    if (!name.endsWith(".safetensors")) {
                        small.add(copy);
                    }
                }
            }
        }
        return small.get(random.nextInt(small.size()));
    }

    private static void change(JsonNode root, Random random) throws IOException {
        JsonNode at = root;
        while (true) {
            List<JsonNode> nested = at.valueStream()
                    .filter(child -> child.isContainerNode() && !child.isEmpty())
                    .toList();
            if (nested.isEmpty() || random.nextInt(3) == 0) {
                break;
            }
            at = nested.get(random.nextInt(nested.size()));
        }
        JsonNode odd = JSON.readTree(ODD.get(random.nextInt(ODD.size())));
        if (at instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys =
                    object.propertyStream().map(entry -> entry.getKey()).toList();
            object.set(keys.get(random.nextInt(keys.size())), odd);
        } else if (at instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), odd);
        }
    }

    private static void damage(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(file, bytes);
    }

    private void open() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            QwenTokenizer tokenizer = QwenTokenizer.load(folder);
            assertThat(tokenizer.size()).isLessThanOrEqualTo(checkpoint.config().vocabularyRows());
        } catch (ModelException e) {
            assertThat(e).hasMessageStartingWith(folder + "/");
        }
    }
}
