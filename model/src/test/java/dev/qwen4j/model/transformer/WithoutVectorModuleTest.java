package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Decode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM that was started without the module of vector instructions. */
@Timeout(120)
class WithoutVectorModuleTest {
    /** Loads a model and prints how it went. */
    static final class Program {
        public static void main(String[] arguments) {
            try (Checkpoint checkpoint = Checkpoint.open(Path.of(arguments[0]));
                    Transformer transformer =
                            Transformer.load(checkpoint, QwenOptions.DEFAULT.withDecode(Decode.valueOf(arguments[1])));
                    KvCache cache = transformer.begin(1)) {
                System.out.println("logits " + transformer.append(Step.of(cache, 1)).length);
            } catch (ModelException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void pytorch_decodes_and_one_line_names_the_flag() throws Exception {
        List<String> lines = run("AUTO");

        assertThat(lines).contains("logits 512");
        assertThat(lines)
                .filteredOn(line -> line.contains("--add-modules jdk.incubator.vector"))
                .singleElement()
                .asString()
                .contains("INFO", "PyTorch decodes");
    }

    @Test
    void vectors_that_are_demanded_are_refused_by_the_flags_name() throws Exception {
        assertThat(run("VECTOR"))
                .anyMatch(line -> line.startsWith("refused: ") && line.contains("--add-modules jdk.incubator.vector"));
    }

    @Test
    void a_jvm_without_optimizing_compiler_leaves_decoding_to_pytorch_silently() throws Exception {
        List<String> lines = run("AUTO", "-XX:TieredStopAtLevel=1", "--add-modules=jdk.incubator.vector");

        assertThat(lines).contains("logits 512").noneMatch(line -> line.contains("PyTorch decodes"));
    }

    private static List<String> run(String decode, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(1, List.of(options));
        command.addAll(List.of(Program.class.getName(), "src/test/resources/golden/qwen2", decode));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output.lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }
}
