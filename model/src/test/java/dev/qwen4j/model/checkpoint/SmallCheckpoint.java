package dev.qwen4j.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files of checkpoints that are as small as they can be, whole or with a fault. */
final class SmallCheckpoint {
    static final String CONFIG = """
            {"architectures": ["QWenLMHeadModel"], "model_type": "qwen", "hidden_size": 8, "num_hidden_layers": 1,
             "num_attention_heads": 2, "kv_channels": 4, "intermediate_size": 32, "vocab_size": 300,
             "seq_length": 16, "max_position_embeddings": 64, "rotary_emb_base": 10000,
             "layer_norm_epsilon": 1e-06, "use_dynamic_ntk": true, "use_logn_attn": true, "no_bias": true}
            """;

    private SmallCheckpoint() {}

    /** A folder that opens: a configuration and one tensor {@code norm} of two numbers. */
    static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG);
        writeTensor(folder.resolve("model.safetensors"), "norm");
    }

    /** A file that holds one F32 tensor of shape [2] with the values 1 and -2. */
    static void writeTensor(Path file, String name) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1).putFloat(-2);
        writeSafeTensors(
                file, "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", data.array());
    }

    static void writeSafeTensors(Path file, String header, byte... data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        writeSafeTensors(file, json.length, json, data);
    }

    /** With a header length that need not be true. */
    static void writeSafeTensors(Path file, long headerLength, byte[] header, byte... data) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(headerLength).put(header).put(data);
        Files.write(file, all.array());
    }
}
