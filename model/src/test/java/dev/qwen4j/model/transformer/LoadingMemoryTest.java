package dev.qwen4j.model.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.ElementType;
import dev.qwen4j.model.checkpoint.SafeTensorsWriter;
import dev.qwen4j.model.transformer.LoadingProcess.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What loading takes in memory, by what Linux says of a process that loads 300 MB of random weights. */
@Timeout(240)
class LoadingMemoryTest {
    private static final int HIDDEN = 1024;
    private static final int MLP = 4096;
    private static final int VOCABULARY = 4096;
    private static final int LAYERS = 10;

    /** The engine's code as far as it is used, and the Java heap. */
    private static final long OTHER_BYTES = 160L << 20;

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void peak_is_at_most_a_quarter_above_what_stays_and_nothing_stays_that_is_not_needed(Precision precision)
            throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux");
        writeCheckpoint();
        long need;
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            need = MemoryNeed.of(checkpoint).weightBytes(precision);
        }

        Process process = LoadingProcess.start(folder, precision, cache);
        LoadingProcess.await(process);
        LoadingProcess.release(process);
        Report report = LoadingProcess.finish(process);

        assertThat((double) report.peak() / report.after()).isLessThan(1.25);
        assertThat(report.peak() - report.before()).isLessThan(need * 5 / 4 + OTHER_BYTES);
    }

    private void writeCheckpoint() throws IOException {
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu",
                 "hidden_size": %d, "intermediate_size": %d, "max_position_embeddings": 128, "num_attention_heads": 8,
                 "num_hidden_layers": %d, "num_key_value_heads": 2, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
                 "tie_word_embeddings": true, "vocab_size": %d}
                """.formatted(HIDDEN, MLP, LAYERS, VOCABULARY));
        List<SafeTensorsWriter.Tensor> tensors = new ArrayList<>();
        tensors.add(tensor("model.embed_tokens.weight", VOCABULARY, HIDDEN));
        tensors.add(tensor("model.norm.weight", HIDDEN));
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "model.layers." + layer + ".";
            for (String part : List.of("q", "k", "v")) {
                int rows = part.equals("q") ? HIDDEN : HIDDEN / 4;
                tensors.add(tensor(prefix + "self_attn." + part + "_proj.weight", rows, HIDDEN));
                tensors.add(tensor(prefix + "self_attn." + part + "_proj.bias", rows));
            }
            tensors.add(tensor(prefix + "self_attn.o_proj.weight", HIDDEN, HIDDEN));
            tensors.add(tensor(prefix + "mlp.gate_proj.weight", MLP, HIDDEN));
            tensors.add(tensor(prefix + "mlp.up_proj.weight", MLP, HIDDEN));
            tensors.add(tensor(prefix + "mlp.down_proj.weight", HIDDEN, MLP));
            tensors.add(tensor(prefix + "input_layernorm.weight", HIDDEN));
            tensors.add(tensor(prefix + "post_attention_layernorm.weight", HIDDEN));
        }
        try (SafeTensorsWriter writer =
                SafeTensorsWriter.create(folder.resolve("model.safetensors"), tensors, Map.of())) {
            ByteBuffer random = bfloat16(1 << 20);
            for (long due = tensors.stream()
                            .mapToLong(SafeTensorsWriter.Tensor::bytes)
                            .sum();
                    due > 0; ) {
                ByteBuffer piece = random.duplicate().limit((int) Math.min(due, random.capacity()));
                due -= piece.remaining();
                writer.write(piece);
            }
            writer.finish();
        }
    }

    private static SafeTensorsWriter.Tensor tensor(String name, long... shape) {
        return new SafeTensorsWriter.Tensor(name, ElementType.BF16, shape);
    }

    /** Small numbers, the upper halves of float32. */
    private static ByteBuffer bfloat16(int bytes) {
        Random random = new Random(1);
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            buffer.putShort((short) (Float.floatToRawIntBits((float) random.nextGaussian() * 0.02f) >>> 16));
        }
        return buffer.flip();
    }
}
