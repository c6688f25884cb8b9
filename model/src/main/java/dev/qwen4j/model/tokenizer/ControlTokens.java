package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.JsonFile;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of the control tokens; their ids follow the ranks without a gap. */
final class ControlTokens {
    static final String END_OF_TEXT = "<|endoftext|>";
    static final String IM_START = "<|im_start|>";
    static final String IM_END = "<|im_end|>";

    private static final int EXTRAS = 205;

    private ControlTokens() {}

    /**
     * The control tokens from id {@code ranks} on: those of {@code tokenizer_config.json} where it lists any, otherwise
     * those every model of this architecture has, as far as the embedding has rows for them.
     */
    static List<String> read(Path folder, QwenConfig config, int ranks) {
        Optional<JsonFile> json = JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"));
        @Nullable
        JsonNode added = json.map(file -> file.value("added_tokens_decoder")).orElse(null);
        if (json.isPresent() && added != null && added.isObject() && !added.isEmpty()) {
            return listed(json.get(), added, config.vocabularyRows(), ranks);
        }
        List<String> names = new ArrayList<>(List.of(END_OF_TEXT, IM_START, IM_END));
        if (config.architecture() == Architecture.QWEN) {
            for (int i = 0; i < EXTRAS; i++) {
                names.add("<|extra_" + i + "|>");
            }
        }
        return List.copyOf(names.subList(0, Math.min(names.size(), config.vocabularyRows() - ranks)));
    }

    private static List<String> listed(JsonFile json, JsonNode added, int vocabularyRows, int ranks) {
        TreeMap<Integer, String> names = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : added.properties()) {
            String key = "added_tokens_decoder." + entry.getKey();
            JsonNode content = entry.getValue().path("content");
            if (!content.isTextual() || content.asText().isEmpty()) {
                throw json.wrong(key, "must have the token's text as 'content'", entry.getValue());
            }
            names.put(id(json, entry.getKey(), vocabularyRows, ranks), content.asText());
        }
        if (names.lastKey() != ranks + names.size() - 1) {
            throw new ModelException(json + ": 'added_tokens_decoder' must hold the ids from " + ranks
                    + " on without a gap but its " + names.size() + " ids end at " + names.lastKey());
        }
        if (new HashSet<>(names.values()).size() < names.size()) {
            throw new ModelException(json + ": 'added_tokens_decoder' names two ids by the same text");
        }
        return List.copyOf(names.values());
    }

    private static int id(JsonFile json, String digits, int vocabularyRows, int ranks) {
        int id = digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
        if (id < ranks || id >= vocabularyRows) {
            throw json.wrong(
                    "added_tokens_decoder",
                    "must hold ids from " + ranks + ", the first after the ranks, to " + (vocabularyRows - 1),
                    digits);
        }
        return id;
    }
}
