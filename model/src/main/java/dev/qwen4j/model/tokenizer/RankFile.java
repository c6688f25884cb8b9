package dev.qwen4j.model.tokenizer;

import dev.qwen4j.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code qwen.tiktoken} and files like it: one token per line, {@code base64(bytes) SPACE rank}. */
final class RankFile {
    private static final Logger LOG = LoggerFactory.getLogger(RankFile.class);
    private static final int LONGEST_TOKEN_BYTES = 1024;
    private static final Pattern RANK = Pattern.compile("[0-9]{1,9}");

    private final Path file;

    private RankFile(Path file) {
        this.file = file;
    }

    /**
     * The bytes of every token, by rank.
     *
     * @throws ModelException if the file is missing or too large, a line is not as it should be, the ranks are not 0, 1,
     *     2 and so on without a gap, or one of the 256 single bytes is no token; the message names file and line
     */
    static byte[][] read(Path file) {
        return new RankFile(file).read();
    }

    /**
     * The bytes of further tokens for a vocabulary, by id. One whose bytes or id the vocabulary has already is left out.
     *
     * @param known all tokens of the vocabulary, control tokens included, by id
     * @param firstControl the first of them that text cannot become
     * @param rows of the embedding
     * @throws ModelException if the file is missing or too large, a line is not as it should be, or an id has no row
     */
    static SortedMap<Integer, byte[]> readExtra(Path file, byte[][] known, int firstControl, int rows) {
        return new RankFile(file).readExtra(known, firstControl, rows);
    }

    private record Line(int number, byte[] token, int rank) {
        /** As a key, which an array is none. */
        String key() {
            return RankFile.key(token);
        }
    }

    private static String key(byte[] token) {
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    private byte[][] read() {
        List<Line> lines = lines();
        byte[][] tokens = new byte[lines.size()][];
        Map<String, Integer> lineOfToken = new HashMap<>();
        for (Line line : lines) {
            if (line.rank() >= tokens.length) {
                throw fault(
                        line.number(),
                        "has the rank " + line.rank() + " but there are " + tokens.length
                                + " tokens, so ranks are missing; the download is probably incomplete");
            }
            if (tokens[line.rank()] != null) {
                throw fault(line.number(), "repeats the rank " + line.rank());
            }
            Integer earlier = lineOfToken.putIfAbsent(line.key(), line.number());
            if (earlier != null) {
                throw fault(line.number(), "repeats the token of line " + earlier);
            }
            tokens[line.rank()] = line.token();
        }
        checkSingleBytes(lineOfToken);
        return tokens;
    }

    private SortedMap<Integer, byte[]> readExtra(byte[][] known, int firstControl, int rows) {
        Set<String> present = new HashSet<>();
        for (int id = 0; id < firstControl; id++) {
            present.add(key(known[id]));
        }
        SortedMap<Integer, byte[]> extra = new TreeMap<>();
        for (Line line : lines()) {
            if (line.rank() >= rows) {
                throw fault(line.number(), "has the id " + line.rank() + " but the embedding has " + rows + " rows");
            }
            if (line.rank() < known.length || extra.containsKey(line.rank()) || !present.add(line.key())) {
                LOG.warn("{}: line {}: left out, its token or its id is there already", file, line.number());
            } else {
                extra.put(line.rank(), line.token());
            }
        }
        return extra;
    }

    private List<Line> lines() {
        List<String> texts = TextFile.lines(file, StandardCharsets.ISO_8859_1);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (!text.isBlank()) {
                int number = i + 1;
                int space = text.indexOf(' ');
                if (space < 1) {
                    throw fault(number, "must be a token in base64, a space and its rank");
                }
                lines.add(new Line(
                        number, token(number, text.substring(0, space)), rank(number, text.substring(space + 1))));
            }
        }
        return lines;
    }

    private byte[] token(int number, String base64) {
        byte[] token;
        try {
            token = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ModelException(file + ": line " + number + ": the token is not base64: " + e.getMessage(), e);
        }
        if (token.length < 1 || token.length > LONGEST_TOKEN_BYTES) {
            throw fault(
                    number, "a token must have 1 to " + LONGEST_TOKEN_BYTES + " bytes but this has " + token.length);
        }
        return token;
    }

    private int rank(int number, String digits) {
        if (!RANK.matcher(digits).matches()) {
            throw fault(number, "the rank must be a whole number but is '" + digits + "'");
        }
        return Integer.parseInt(digits);
    }

    /** Without them some text could not be encoded at all. */
    private void checkSingleBytes(Map<String, Integer> lineOfToken) {
        long missing = IntStream.range(0, 256)
                .filter(b -> !lineOfToken.containsKey(String.valueOf((char) b)))
                .count();
        if (missing > 0) {
            throw new ModelException(file + ": line " + lineOfToken.size() + " is the last, but " + missing
                    + " of the 256 single bytes are no tokens; the download is probably incomplete");
        }
    }

    private ModelException fault(int number, String what) {
        return new ModelException(file + ": line " + number + ": " + what);
    }
}
