package dev.qwen4j.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.JsonFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A vocabulary that is written as ids and merges, brought into the form of {@code qwen.tiktoken}, where a token's id is
 * also its rank.
 *
 * <p>Merging whichever neighbours make the token of lowest rank gives the same tokens as applying the merges in their
 * order if, and only if, ids ascend with the merges and each merge joins the very two tokens that the merges before it
 * leave of its product. Qwen's files are so; others are refused, because they would be encoded wrongly.
 */
final class MergedVocabulary {
    private final JsonFile json;
    private final String keyPrefix;
    private final String[] names;
    private final byte[][] tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Long, Integer> products = new HashMap<>();
    private final int[] idOfByte = new int[256];

    private MergedVocabulary(JsonFile json, String keyPrefix, int size) {
        this.json = json;
        this.keyPrefix = keyPrefix;
        this.names = new String[size];
        this.tokens = new byte[size][];
        Arrays.fill(idOfByte, -1);
    }

    /**
     * The bytes of every token, by id.
     *
     * @param json the file that {@code vocabulary} is of, for complaints
     * @param keyPrefix what stands before a token's name in the path of its key, for complaints
     * @param vocabulary names and ids
     * @param merges in the order of their rank
     * @param place where in which file the merge of an index is, for complaints
     * @throws ModelException if an id is no number, missing or given twice, a name or a merge is not as it should be, a
     *     single byte is no token, or a token is made by no merge; the message names file and key or line
     */
    static byte[][] tokens(
            JsonFile json,
            String keyPrefix,
            Set<Map.Entry<String, JsonNode>> vocabulary,
            List<Merge> merges,
            IntFunction<String> place) {
        MergedVocabulary merged = new MergedVocabulary(json, keyPrefix, vocabulary.size());
        vocabulary.forEach(entry -> merged.name(entry.getKey(), entry.getValue()));
        merged.checkSingleBytes();
        int made = -1;
        for (int i = 0; i < merges.size(); i++) {
            made = merged.merge(merges.get(i), made, place.apply(i));
        }
        merged.checkEveryTokenIsMade();
        return merged.tokens;
    }

    private void name(String name, JsonNode value) {
        int last = names.length - 1;
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > last) {
            throw json.wrong(
                    keyPrefix + name, "must be an id from 0 to " + last + ", there are " + names.length + ",", value);
        }
        int id = value.intValue();
        if (names[id] != null) {
            throw json.wrong(keyPrefix + name, "must have an id of its own, '" + names[id] + "' has it too,", value);
        }
        byte[] bytes = ByteLevel.bytes(name);
        if (bytes == null) {
            throw new ModelException(json + ": '" + keyPrefix + name
                    + "' is not spelt in the byte-level alphabet; is it the vocabulary of a Qwen model?");
        }
        names[id] = name;
        tokens[id] = bytes;
        ids.put(name, id);
        if (bytes.length == 1) {
            idOfByte[bytes[0] & 0xFF] = id;
        }
    }

    /** Without them some text could not be encoded at all. */
    private void checkSingleBytes() {
        long missing = Arrays.stream(idOfByte).filter(id -> id < 0).count();
        if (missing > 0) {
            throw new ModelException(json + ": " + missing
                    + " of the 256 single bytes are no tokens; the download is probably incomplete");
        }
    }

    /** Adds a merge and returns the id of the token it makes. */
    private int merge(Merge merge, int madeBefore, String place) {
        int left = id(merge.left(), merge, place);
        int right = id(merge.right(), merge, place);
        int product = id(merge.product(), merge, place);
        if (product <= madeBefore) {
            throw new ModelException(place + ": " + merge + " makes the token of id " + product
                    + ", but the merge before it that of id " + madeBefore + "; ids must ascend with the merges");
        }
        if (!Arrays.equals(split(tokens[product]), new int[] {left, right})) {
            throw new ModelException(place + ": " + merge
                    + " can never apply, the merges before it leave other tokens of '" + merge.product() + "'");
        }
        products.put(pair(left, right), product);
        return product;
    }

    private int id(String name, Merge merge, String place) {
        Integer id = ids.get(name);
        if (id == null) {
            throw new ModelException(place + ": " + merge + " needs the token '" + name + "', which is not in " + json
                    + "; the files do not belong together");
        }
        return id;
    }

    /** What the merges so far leave of {@code token}. */
    private int[] split(byte[] token) {
        int[] parts = new int[token.length];
        for (int i = 0; i < token.length; i++) {
            parts[i] = idOfByte[token[i] & 0xFF];
        }
        int count = parts.length;
        while (true) {
            int best = -1;
            int lowest = Integer.MAX_VALUE;
            for (int i = 0; i < count - 1; i++) {
                int product = products.getOrDefault(pair(parts[i], parts[i + 1]), Integer.MAX_VALUE);
                if (product < lowest) {
                    best = i;
                    lowest = product;
                }
            }
            if (best < 0) {
                return Arrays.copyOf(parts, count);
            }
            parts[best] = lowest;
            System.arraycopy(parts, best + 2, parts, best + 1, count - best - 2);
            count--;
        }
    }

    private static Long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    private void checkEveryTokenIsMade() {
        if (products.size() == tokens.length - idOfByte.length) {
            return;
        }
        Set<Integer> made = Set.copyOf(products.values());
        for (int id = 0; id < tokens.length; id++) {
            if (tokens[id].length > 1 && !made.contains(id)) {
                throw new ModelException(json + ": '" + keyPrefix + names[id] + "' of id " + id
                        + " is made by no merge; are merges missing, or is it an added token?");
            }
        }
    }
}
