package dev.qwen4j.model.tokenizer;

import java.util.List;
import java.util.Random;

/** Well-formed text of mixed scripts with everything a tokenizer can stumble over. */
final class RandomText {
    private static final List<String> PIECES = List.of(
            "<|im_start|>",
            "<|im_end|>",
            "<|endoftext|>",
            "<|extra_0|>",
            "<|im_",
            "|>",
            "Observation:",
            "\n",
            "\r\n",
            "\n\n",
            " ",
            "   ",
            "\t",
            "\u00A0",
            "\u3000",
            "'s",
            "'LL",
            "'\u017F",
            "e\u0301",
            "A\u030A\u0327",
            "\u1100\u1161\u11A8",
            "\uD83D\uDC69\u200D\uD83D\uDC67",
            "\uD83C\uDDE9\uD83C\uDDEA",
            "\u0661\u0662",
            "１２",
            "12345",
            "你好，世界。",
            "привет",
            "مرحبا",
            "नमस्ते",
            "{\"x\": 1.5}",
            "hello World",
            "\u0000",
            "\uFFFD",
            "\uFEFF");

    private RandomText() {}

    static String of(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                text.appendCodePoint(codePoint(random));
            } else {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    private static int codePoint(Random random) {
        int codePoint;
        do {
            codePoint = random.nextInt(random.nextBoolean() ? 0x3000 : Character.MAX_CODE_POINT + 1);
        } while (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
        return codePoint;
    }
}
