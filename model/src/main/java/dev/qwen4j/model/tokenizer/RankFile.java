package dev.qwen4j.model.tokenizer;

import dev.qwen4j.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads {@code qwen.tiktoken}: one token per line, {@code base64(bytes) SPACE rank}. */
final class RankFile {
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

    private byte[][] read() {
        List<String> lines = TextFile.lines(file, StandardCharsets.ISO_8859_1);
        int count = (int) lines.stream().filter(line -> !line.isBlank()).count();
        byte[][] tokens = new byte[count][];
        Map<String, Integer> lineOfToken = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                readLine(i + 1, lines.get(i), tokens, lineOfToken);
            }
        }
        checkSingleBytes(lineOfToken);
        return tokens;
    }

    private void readLine(int number, String line, byte[][] tokens, Map<String, Integer> lineOfToken) {
        int space = line.indexOf(' ');
        if (space < 1) {
            throw fault(number, "must be a token in base64, a space and its rank");
        }
        byte[] token = token(number, line.substring(0, space));
        int rank = rank(number, line.substring(space + 1));
        if (rank >= tokens.length) {
            throw fault(
                    number,
                    "has the rank " + rank + " but there are " + tokens.length
                            + " tokens, so ranks are missing; the download is probably incomplete");
        }
        if (tokens[rank] != null) {
            throw fault(number, "repeats the rank " + rank);
        }
        Integer earlier = lineOfToken.putIfAbsent(new String(token, StandardCharsets.ISO_8859_1), number);
        if (earlier != null) {
            throw fault(number, "repeats the token of line " + earlier);
        }
        tokens[rank] = token;
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
