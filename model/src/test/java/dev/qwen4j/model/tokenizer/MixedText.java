package dev.qwen4j.model.tokenizer;

import java.util.List;
import java.util.Random;

/** Long text of many scripts, emoji, control characters, white space, runs and code. */
final class MixedText {
    /** First and last code points. */
    private static final int[][] RANGES = {
        {0x00, 0x1F},
        {0x20, 0x7E},
        {0x7F, 0xA0},
        {0xA1, 0x17F},
        {0x300, 0x36F},
        {0x370, 0x3FF},
        {0x400, 0x45F},
        {0x5D0, 0x5EA},
        {0x5B0, 0x5BD},
        {0x620, 0x669},
        {0x900, 0x963},
        {0xE01, 0xE3A},
        {0x1100, 0x1112},
        {0x1161, 0x1175},
        {0x11A8, 0x11C2},
        {0x1E00, 0x1EFF},
        {0x2000, 0x206F},
        {0x20A0, 0x20BF},
        {0x2150, 0x2189},
        {0x2190, 0x21FF},
        {0x2460, 0x24FF},
        {0x3000, 0x303F},
        {0x3041, 0x30FF},
        {0x4E00, 0x9FA5},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFA2D},
        {0xFB00, 0xFB06},
        {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF},
        {0xFF01, 0xFF5E},
        {0x1D400, 0x1D454},
        {0x1F1E6, 0x1F1FF},
        {0x1F300, 0x1F64F},
        {0x1F3FB, 0x1F3FF},
        {0x20000, 0x2A6D6},
        {0xE000, 0xE010},
    };

    private static final List<String> PHRASES = List.of(
            "public static void main(String[] args) {\n    System.out.println(\"Hello\");\n}\n",
            "def f(x):\n\treturn x ** 2  # square\r\n",
            "SELECT * FROM t WHERE a<>'b' AND c IS NOT NULL;",
            "for (int i = 0; i < 10; ++i) sum += a[i]*b[i];",
            "<div class=\"x\">&nbsp;</div>",
            "{\"name\": \"get_weather\", \"arguments\": {\"city\": \"北京\"}}",
            "I'm sure they'll say it's what we've DON'T I'D",
            "\u00E9cole e\u0301cole A\u030A\u0327",
            "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDDE9\uD83C\uDDEA \u2764\uFE0F",
            "通义千问是阿里云研发的大语言模型。",
            "  \n\n \t \r\n   x",
            "https://example.org/a?b=c&d=%20e#f",
            "3.14159 1,000,000 ٣٤٥ १२३ Ⅻ ½ ²");

    private MixedText() {}

    static String of(Random random, int minChars) {
        StringBuilder text = new StringBuilder();
        while (text.length() < minChars) {
            switch (random.nextInt(8)) {
                case 0, 1 -> text.append(PHRASES.get(random.nextInt(PHRASES.size())));
                case 2 -> repeat(text, codePoint(random), random.nextInt(random.nextInt(10) == 0 ? 2000 : 20));
                case 3 -> text.append(" ".repeat(random.nextInt(4)));
                default -> word(text, random);
            }
        }
        return text.toString();
    }

    private static void repeat(StringBuilder text, int codePoint, int times) {
        text.append(Character.toString(codePoint).repeat(times));
    }

    private static void word(StringBuilder text, Random random) {
        int[] range = RANGES[random.nextInt(RANGES.length)];
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
        }
    }

    private static int codePoint(Random random) {
        int[] range = RANGES[random.nextInt(RANGES.length)];
        return range[0] + random.nextInt(range[1] - range[0] + 1);
    }
}
