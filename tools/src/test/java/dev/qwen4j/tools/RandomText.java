package dev.qwen4j.tools;

import java.util.Random;

/** Text made of the pieces that readers of a model's output stumble over. */
final class RandomText {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        ":",
        ",",
        "\\",
        "\n",
        "```",
        "\"text\"",
        "text",
        "true",
        "None",
        "12",
        "-",
        ".5",
        "1e9",
        "“",
        "”",
        "：",
        "，",
        "｛",
        "//",
        "/*",
        "*/",
        "#",
        "\\u12",
        "\\ud800",
        "\ud83d",
        "\u200b",
        " ",
        "天气",
        "\0",
        "arguments",
        "\"value\": 1",
        "\"\"\"",
        "json\n",
        "😀"
    };

    private RandomText() {}

    static String of(Random random, int maxPieces) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(maxPieces + 1);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
