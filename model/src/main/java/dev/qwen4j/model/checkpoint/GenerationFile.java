package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code generation_config.json} says; where it says nothing, what the files of Qwen-7B-Chat say, but for the
 * length of a reply, which only the context bounds.
 */
record GenerationFile(GenerationConfig config, Set<Integer> endTokens) {
    private static final GenerationConfig DEFAULTS =
            GenerationConfig.GREEDY.withDoSample(true).withTopP(0.8);

    GenerationFile {
        endTokens = Set.copyOf(endTokens);
    }

    static GenerationFile read(Path folder, int vocabularyRows, int contextLength) {
        GenerationConfig defaults = DEFAULTS.withMaxNewTokens(contextLength);
        Optional<JsonFile> json = JsonFile.readIfPresent(folder.resolve("generation_config.json"));
        if (json.isEmpty()) {
            return new GenerationFile(defaults, Set.of());
        }
        return new GenerationFile(config(json.get(), defaults), endTokens(json.get(), vocabularyRows));
    }

    private static GenerationConfig config(JsonFile json, GenerationConfig defaults) {
        try {
            return new GenerationConfig(
                    json.positiveIntOr(defaults.maxNewTokens(), "max_new_tokens"),
                    json.flagOr(defaults.doSample(), "do_sample"),
                    json.positiveDoubleOr(defaults.temperature(), "temperature"),
                    json.countOr(defaults.topK(), "top_k"),
                    json.positiveDoubleOr(defaults.topP(), "top_p"),
                    json.positiveDoubleOr(defaults.repetitionPenalty(), "repetition_penalty"),
                    defaults.seed(),
                    List.of(),
                    null,
                    null,
                    null);
        } catch (IllegalArgumentException e) {
            throw new ModelException(json + ": " + e.getMessage(), e);
        }
    }

    /** {@code eos_token_id}, one or a list, and those stop words that are a single token. */
    private static Set<Integer> endTokens(JsonFile json, int vocabularyRows) {
        Set<Integer> ids = new TreeSet<>();
        JsonNode eos = json.value("eos_token_id");
        if (eos != null && eos.isArray()) {
            for (JsonNode id : eos) {
                ids.add(id(json, "eos_token_id", id, vocabularyRows));
            }
        } else if (eos != null) {
            ids.add(id(json, "eos_token_id", eos, vocabularyRows));
        }
        JsonNode stopWords = json.value("stop_words_ids");
        if (stopWords != null) {
            for (JsonNode word : stopWords) {
                if (word.size() == 1) {
                    ids.add(id(json, "stop_words_ids", word.get(0), vocabularyRows));
                }
            }
        }
        return ids;
    }

    private static int id(JsonFile json, String key, JsonNode value, int vocabularyRows) {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() >= vocabularyRows) {
            throw json.wrong(key, "must hold token ids from 0 to " + (vocabularyRows - 1), value);
        }
        return value.intValue();
    }
}
