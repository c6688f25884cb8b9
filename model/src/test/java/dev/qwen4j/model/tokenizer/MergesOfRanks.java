package dev.qwen4j.model.tokenizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The merges that a file of ranks implies: those of a token are the two parts that the tokens of lower rank leave of it.
 * Written without the code under test.
 */
final class MergesOfRanks {
    private static final int[] CHARACTER_OF_BYTE = new int[256];

    static {
        IntStream plain = IntStream.concat(
                IntStream.rangeClosed('!', '~'),
                IntStream.concat(IntStream.rangeClosed(0xA1, 0xAC), IntStream.rangeClosed(0xAE, 0xFF)));
        plain.forEach(b -> CHARACTER_OF_BYTE[b] = b);
        int next = 256;
        for (int b = 0; b < 256; b++) {
            if (CHARACTER_OF_BYTE[b] == 0) {
                CHARACTER_OF_BYTE[b] = next++;
            }
        }
    }

    private final byte[][] tokens;
    private final Map<String, Integer> ranks = new HashMap<>();

    MergesOfRanks(byte[][] tokens) {
        this.tokens = tokens;
        for (int rank = 0; rank < tokens.length; rank++) {
            ranks.put(new String(tokens[rank], ISO_8859_1), rank);
        }
    }

    /** Writes a {@code tokenizer.json} as Qwen's, without added tokens. */
    void writeTokenizerJson(Path template, Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode tokenizer = (ObjectNode) mapper.readTree(template.toFile());
        tokenizer.putArray("added_tokens");
        ObjectNode model = (ObjectNode) tokenizer.get("model");
        ObjectNode vocabulary = model.putObject("vocab");
        ArrayNode merges = model.putArray("merges");
        for (int rank = 0; rank < tokens.length; rank++) {
            vocabulary.put(spell(tokens[rank]), rank);
            if (tokens[rank].length > 1) {
                List<String> parts = parts(rank);
                merges.add(spell(parts.get(0).getBytes(ISO_8859_1)) + " "
                        + spell(parts.get(1).getBytes(ISO_8859_1)));
            }
        }
        mapper.writeValue(file.toFile(), tokenizer);
    }

    private List<String> parts(int rank) {
        List<String> parts = new ArrayList<>();
        for (byte b : tokens[rank]) {
            parts.add(String.valueOf((char) (b & 0xFF)));
        }
        while (parts.size() > 2) {
            int best = -1;
            int lowest = rank;
            for (int i = 0; i < parts.size() - 1; i++) {
                int joined = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (joined < lowest) {
                    lowest = joined;
                    best = i;
                }
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }

    private static String spell(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append((char) CHARACTER_OF_BYTE[b & 0xFF]);
        }
        return text.toString();
    }
}
