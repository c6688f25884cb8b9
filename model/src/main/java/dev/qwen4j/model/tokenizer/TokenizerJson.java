package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code tokenizer.json}, which says everything about a tokenizer; only Qwen's is accepted. */
final class TokenizerJson {
    private final JsonFile json;
    private final JsonNode model;

    private TokenizerJson(JsonFile json) {
        this.json = json;
        this.model = section("model");
    }

    /**
     * The vocabulary that {@code file} holds.
     *
     * @throws ModelException if the file is missing, too large or not JSON, normalizes or splits text otherwise than
     *     Qwen does, or has a fault in its vocabulary or its merges; the message names file and key
     */
    static Vocabulary read(Path file) {
        TokenizerJson tokenizer = new TokenizerJson(JsonFile.read(file));
        tokenizer.checkNormalizer();
        tokenizer.checkPreTokenizer();
        tokenizer.checkModel();
        return new Vocabulary(file, tokenizer.tokens(), tokenizer.section("added_tokens"));
    }

    private JsonNode section(String key) {
        return Objects.requireNonNullElse(json.value(key), MissingNode.getInstance());
    }

    private void checkNormalizer() {
        List<JsonNode> steps = steps(section("normalizer"), "normalizers");
        if (steps.size() != 1 || !steps.getFirst().path("type").asText().equals("NFC")) {
            throw json.wrong("normalizer", "must be NFC, as Qwen's,", section("normalizer"));
        }
    }

    private void checkPreTokenizer() {
        List<JsonNode> steps = steps(section("pre_tokenizer"), "pretokenizers");
        boolean asQwens = steps.size() == 2
                && steps.get(0).path("type").asText().equals("Split")
                && steps.get(0).path("pattern").path("Regex").asText().equals(QwenTokenizer.PIECES.pattern())
                && steps.get(0).path("behavior").asText().equals("Isolated")
                && !steps.get(0).path("invert").asBoolean()
                && steps.get(1).path("type").asText().equals("ByteLevel")
                && !steps.get(1).path("add_prefix_space").asBoolean(true)
                && !steps.get(1).path("use_regex").asBoolean(true);
        if (!asQwens) {
            throw json.wrong(
                    "pre_tokenizer", "must split by Qwen's pattern and then spell bytes", section("pre_tokenizer"));
        }
    }

    private static List<JsonNode> steps(JsonNode node, String ofSequence) {
        if (!node.path("type").asText().equals("Sequence")) {
            return List.of(node);
        }
        List<JsonNode> steps = new ArrayList<>();
        node.path(ofSequence).forEach(steps::add);
        return steps;
    }

    private void checkModel() {
        if (!model.path("type").asText().equals("BPE")) {
            throw json.wrong("model.type", "must be \"BPE\"", model.path("type"));
        }
        for (String unsupported :
                List.of("dropout", "byte_fallback", "continuing_subword_prefix", "end_of_word_suffix")) {
            JsonNode value = model.path(unsupported);
            if (value.asBoolean() || value.asDouble() != 0 || !value.asText().isEmpty() && value.isTextual()) {
                throw json.wrong("model." + unsupported, "must be absent, null, false or empty", value);
            }
        }
    }

    private byte[][] tokens() {
        JsonNode vocabulary = model.path("vocab");
        if (!vocabulary.isObject()) {
            throw json.wrong("model.vocab", "must be an object of tokens and their ids", vocabulary);
        }
        JsonNode list = model.path("merges");
        if (!list.isArray()) {
            throw json.wrong("model.merges", "must be an array", list);
        }
        List<Merge> merges = new ArrayList<>(list.size());
        for (JsonNode entry : list) {
            Merge merge = merge(entry);
            if (merge == null) {
                throw json.wrong(place(merges.size()), "must be two tokens", entry);
            }
            merges.add(merge);
        }
        return MergedVocabulary.tokens(
                json, "model.vocab.", vocabulary.properties(), merges, i -> json + ": '" + place(i) + "'");
    }

    private static String place(int merge) {
        return "model.merges[" + merge + "]";
    }

    /** Older files have one string {@code "left right"}, newer ones an array of two. */
    private static @Nullable Merge merge(JsonNode entry) {
        if (entry.isArray()
                && entry.size() == 2
                && entry.get(0).isTextual()
                && entry.get(1).isTextual()) {
            return new Merge(entry.get(0).asText(), entry.get(1).asText());
        }
        return entry.isTextual() ? Merge.parse(entry.asText()) : null;
    }
}
