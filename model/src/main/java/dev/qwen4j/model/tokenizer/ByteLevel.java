package dev.qwen4j.model.tokenizer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The alphabet in which {@code vocab.json}, {@code merges.txt} and {@code tokenizer.json} spell bytes: a printable
 * character for each. Bytes that Latin-1 prints stand for themselves, the others are U+0100, U+0101 and so on in their
 * order. Source: {@code bytes_to_unicode} of GPT-2.
 */
final class ByteLevel {
    private static final int FIRST_SUBSTITUTE = 0x100;
    private static final int[] BYTE_OF_CHARACTER = alphabet();

    private ByteLevel() {}

    private static int[] alphabet() {
        int[] bytes = new int[FIRST_SUBSTITUTE + 68];
        Arrays.fill(bytes, -1);
        int substitute = FIRST_SUBSTITUTE;
        for (int b = 0; b < 256; b++) {
            boolean printed = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xFF && b != 0xAD;
            bytes[printed ? b : substitute++] = b;
        }
        return bytes;
    }

    /** The bytes that {@code token} spells; null if it is empty or one of its characters is not of the alphabet. */
    static byte @Nullable [] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTE_OF_CHARACTER.length || BYTE_OF_CHARACTER[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTE_OF_CHARACTER[c];
        }
        return bytes.length == 0 ? null : bytes;
    }
}
