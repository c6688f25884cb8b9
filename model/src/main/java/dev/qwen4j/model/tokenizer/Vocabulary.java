package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.qwen4j.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tokens of ordinary text.
 *
 * @param file where they were read
 * @param tokens the bytes of every token, by id, which is also its rank
 * @param addedTokens what the same file says of added tokens; missing where it cannot say anything
 */
record Vocabulary(Path file, byte[][] tokens, JsonNode addedTokens) {
    Vocabulary(Path file, byte[][] tokens) {
        this(file, tokens, MissingNode.getInstance());
    }

    /**
     * Reads the vocabulary of a checkpoint from the first of these that it has: {@code qwen.tiktoken},
     * {@code tokenizer.json}, {@code vocab.json} with {@code merges.txt}.
     *
     * @throws ModelException if there is none of them or the one that counts has a fault
     */
    static Vocabulary read(Path folder) {
        Path ranks = folder.resolve("qwen.tiktoken");
        if (Files.exists(ranks)) {
            return new Vocabulary(ranks, RankFile.read(ranks));
        }
        Path tokenizerJson = folder.resolve("tokenizer.json");
        if (Files.exists(tokenizerJson)) {
            return TokenizerJson.read(tokenizerJson);
        }
        Path vocabulary = folder.resolve("vocab.json");
        if (Files.exists(vocabulary)) {
            return MergesFile.read(vocabulary, folder.resolve("merges.txt"));
        }
        throw new ModelException(folder + ": has no tokenizer, neither qwen.tiktoken nor tokenizer.json nor vocab.json"
                + " with merges.txt; download the checkpoint again, all its files");
    }
}
