package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.Architecture;
import dev.qwen4j.model.checkpoint.JsonFile;
import dev.qwen4j.model.checkpoint.QwenConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The control tokens of a checkpoint; their ids follow the ranks without a gap. */
final class ControlTokens {
    static final String END_OF_TEXT = "<|endoftext|>";
    static final String IM_START = "<|im_start|>";
    static final String IM_END = "<|im_end|>";

    private static final int EXTRAS = 205;

    private final int ranks;
    private final int vocabularyRows;
    private final TreeMap<Integer, Listed> listed = new TreeMap<>();
    private final Map<String, Integer> idOfText = new HashMap<>();

    /** A token and where it was found. */
    private record Listed(ControlToken token, String place) {}

    private ControlTokens(int ranks, int vocabularyRows) {
        this.ranks = ranks;
        this.vocabularyRows = vocabularyRows;
    }

    /**
     * The control tokens from the first id after the ranks on: those listed in {@code tokenizer_config.json}, in the
     * vocabulary's file or in {@code added_tokens.json}, or, where there is no list, those every model of this
     * architecture has, as far as the embedding has rows for them.
     *
     * @throws ModelException if the lists contradict each other, leave out an id, or hold ids of the ranks or beyond the
     *     embedding
     */
    static List<ControlToken> read(Path folder, QwenConfig config, Vocabulary vocabulary) {
        ControlTokens tokens = new ControlTokens(vocabulary.tokens().length, config.vocabularyRows());
        JsonFile.readIfPresent(folder.resolve("tokenizer_config.json")).ifPresent(tokens::addConfigured);
        tokens.addOfVocabulary(vocabulary);
        JsonFile.readIfPresent(folder.resolve("added_tokens.json")).ifPresent(tokens::addNamed);
        return tokens.listed.isEmpty() ? tokens.usual(config.architecture()) : tokens.inOrder();
    }

    /** {@code "added_tokens_decoder": {"151643": {"content": "<|endoftext|>", "special": true}}}. */
    private void addConfigured(JsonFile json) {
        JsonNode decoder = json.value("added_tokens_decoder");
        if (decoder != null) {
            decoder.properties().forEach(entry -> {
                String digits = entry.getKey();
                String place = json + ": 'added_tokens_decoder." + digits + "'";
                add(place, digits, entry.getValue().path("content"), entry.getValue());
            });
        }
    }

    /** {@code "added_tokens": [{"id": 151643, "content": "<|endoftext|>", "special": true}]}. */
    private void addOfVocabulary(Vocabulary vocabulary) {
        int index = 0;
        for (JsonNode token : vocabulary.addedTokens()) {
            String place = vocabulary.file() + ": 'added_tokens[" + index++ + "]'";
            add(place, token.path("id").asText(), token.path("content"), token);
        }
    }

    /** {@code {"<|endoftext|>": 151643}}, which does not say what is special: whatever has bars. */
    private void addNamed(JsonFile json) {
        json.entries().forEach(entry -> {
            String text = entry.getKey();
            String place = json + ": '" + text + "'";
            boolean special = text.startsWith("<|") && text.endsWith("|>");
            add(place, entry.getValue().asText(), new ControlToken(text, special));
        });
    }

    private void add(String place, String id, JsonNode content, JsonNode properties) {
        if (!content.isTextual()) {
            throw new ModelException(place + " must have the token's text as 'content' but is " + properties);
        }
        add(
                place,
                id,
                new ControlToken(content.asText(), properties.path("special").asBoolean()));
    }

    /** The first list decides whether a token is special. */
    private void add(String place, String digits, ControlToken token) {
        int id = digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : -1;
        if (id < ranks || id >= vocabularyRows) {
            throw new ModelException(place + " must have an id from " + ranks + ", the first after the ranks, to "
                    + (vocabularyRows - 1) + " but has " + digits);
        }
        if (token.text().isEmpty()) {
            throw new ModelException(place + " must have a text but it is empty");
        }
        Listed earlier = listed.putIfAbsent(id, new Listed(token, place));
        if (earlier != null && !earlier.token().text().equals(token.text())) {
            throw new ModelException(place + " gives the id " + id + " to '" + token.text() + "', but "
                    + earlier.place() + " gives it to '" + earlier.token().text() + "'");
        }
        Integer otherId = idOfText.putIfAbsent(token.text(), id);
        if (otherId != null && otherId != id) {
            throw new ModelException(place + " gives '" + token.text() + "' the id " + id + ", but it has the id "
                    + otherId + " already");
        }
    }

    private List<ControlToken> inOrder() {
        int next = ranks;
        for (Map.Entry<Integer, Listed> entry : listed.entrySet()) {
            if (entry.getKey() != next) {
                throw new ModelException(entry.getValue().place() + " has the id " + entry.getKey()
                        + " but no token has " + next + "; added tokens must have the ids from " + ranks
                        + ", the first after the ranks, on without a gap");
            }
            next++;
        }
        return listed.values().stream().map(Listed::token).toList();
    }

    private List<ControlToken> usual(Architecture architecture) {
        List<String> texts = new ArrayList<>(List.of(END_OF_TEXT, IM_START, IM_END));
        if (architecture == Architecture.QWEN) {
            for (int i = 0; i < EXTRAS; i++) {
                texts.add("<|extra_" + i + "|>");
            }
        }
        Stream<String> withRows = texts.stream().limit(vocabularyRows - ranks);
        return withRows.map(text -> new ControlToken(text, true)).toList();
    }
}
