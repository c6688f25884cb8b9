package dev.qwen4j.model.langchain4j;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.ForwardPass;
import dev.qwen4j.model.testing.ScriptedForwardPass;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Checkpoints with the control tokens of Qwen2.5 and Qwen3, and so with their templates and their formats for tools, but
 * with the demo model's small vocabulary of text and with a script instead of weights.
 */
public final class ScriptedQwen {
    /** As in the {@code tokenizer_config.json} of Qwen2.5-Instruct; the last eight are not special there. */
    private static final List<String> CONTROL_TOKENS = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|object_ref_start|>",
            "<|object_ref_end|>",
            "<|box_start|>",
            "<|box_end|>",
            "<|quad_start|>",
            "<|quad_end|>",
            "<|vision_start|>",
            "<|vision_end|>",
            "<|vision_pad|>",
            "<|image_pad|>",
            "<|video_pad|>",
            "<tool_call>",
            "</tool_call>",
            "<|fim_prefix|>",
            "<|fim_middle|>",
            "<|fim_suffix|>",
            "<|fim_pad|>",
            "<|repo_name|>",
            "<|file_sep|>");

    private static final int FIRST_NOT_SPECIAL = 14;

    /** What the {@code tokenizer_config.json} of Qwen3 has besides. */
    private static final List<String> MORE_OF_QWEN3 =
            List.of("<tool_response>", "</tool_response>", "<think>", "</think>");

    private static final String CONFIG = """
            {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 8, "num_hidden_layers": 1,
             "num_attention_heads": 2, "num_key_value_heads": 2, "intermediate_size": 16, "vocab_size": 4096,
             "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "tie_word_embeddings": true}
            """;

    private ScriptedQwen() {}

    /** Qwen2.5 in {@code folder}, which gets the files it needs; the folder's name is its name. */
    public static QwenModel open(Path folder, UnaryOperator<String> script) {
        write(folder, CONFIG, CONTROL_TOKENS);
        return QwenModel.over(folder, tokenizer -> new ScriptedForwardPass(tokenizer, script));
    }

    /** Qwen3 in {@code folder}, with a script. */
    public static QwenModel openQwen3(Path folder, UnaryOperator<String> script) {
        return openQwen3Over(folder, tokenizer -> new ScriptedForwardPass(tokenizer, script));
    }

    /** Qwen3 in {@code folder}, with logits from elsewhere. */
    public static QwenModel openQwen3Over(Path folder, Function<Tokenizer, ForwardPass> forwardPass) {
        List<String> controlTokens = new ArrayList<>(CONTROL_TOKENS);
        controlTokens.addAll(MORE_OF_QWEN3);
        write(folder, CONFIG.replace("Qwen2", "Qwen3").replace("qwen2", "qwen3"), controlTokens);
        return QwenModel.over(folder, forwardPass);
    }

    private static void write(Path folder, String config, List<String> controlTokens) {
        try {
            writeFiles(Files.createDirectories(folder), config, controlTokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFiles(Path folder, String config, List<String> controlTokens) throws IOException {
        List<String> ranks = Files.readAllLines(EmbeddedCheckpoint.folder().resolve("qwen.tiktoken"));
        Files.write(folder.resolve("qwen.tiktoken"), ranks);
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(folder.resolve("generation_config.json"), "{\"do_sample\": false, \"max_new_tokens\": 1024}");
        JsonMapper json = new JsonMapper();
        ObjectNode tokenizer = json.createObjectNode();
        ObjectNode added = tokenizer.putObject("added_tokens_decoder");
        for (int i = 0; i < controlTokens.size(); i++) {
            added.putObject(String.valueOf(ranks.size() + i))
                    .put("content", controlTokens.get(i))
                    .put("special", i < FIRST_NOT_SPECIAL);
        }
        json.writeValue(folder.resolve("tokenizer_config.json").toFile(), tokenizer);
        byte[] header =
                "{\"none\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer weights = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                folder.resolve("model.safetensors"),
                weights.putLong(header.length).put(header).putFloat(0).array());
    }
}
