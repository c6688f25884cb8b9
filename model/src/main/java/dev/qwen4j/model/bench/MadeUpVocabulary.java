package dev.qwen4j.model.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A {@code qwen.tiktoken} of any size: the 256 single bytes, then aa, ab and so on to zz, aaa, aab. What a token begins
 * with is a token too, so each can be merged from others.
 */
final class MadeUpVocabulary {
    private static final int SINGLE_BYTES = 256;
    private static final int LETTERS = 26;

    private MadeUpVocabulary() {}

    static void write(Path file, int tokens) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
            for (int rank = 0; rank < tokens; rank++) {
                byte[] token = rank < SINGLE_BYTES ? new byte[] {(byte) rank} : letters(rank - SINGLE_BYTES);
                out.write(Base64.getEncoder().encodeToString(token) + " " + rank + "\n");
            }
        }
    }

    /** The word of this number among all of two letters and more, the shorter first. */
    private static byte[] letters(int number) {
        int length = 2;
        int before = 0;
        int ofLength = LETTERS * LETTERS;
        while (number - before >= ofLength) {
            before += ofLength;
            ofLength *= LETTERS;
            length++;
        }
        int rest = number - before;
        byte[] word = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            word[i] = (byte) ('a' + rest % LETTERS);
            rest /= LETTERS;
        }
        return word;
    }
}
