package dev.qwen4j.agent.react;

import java.util.Random;

/** Random texts made of what ReAct texts are made of. */
final class ReActTexts {
    private static final String[] PARTS = {
        "Thought:",
        "Action:",
        "Action Input:",
        "Observation:",
        "Final Answer:",
        "thought 1:",
        "ACTION_INPUT：",
        "**Action:** ",
        "### Final Answer: ",
        "- Observation : ",
        "思考：",
        "行动：",
        "行动输入：",
        "观察：",
        "最终答案：",
        "None",
        "无",
        "calculator",
        "current_time",
        "{\"a\": \"",
        "\"}",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        "```",
        "```py\n",
        "| ",
        "|",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "  ",
        "\t",
        "                    ",
        "*",
        "#",
        "`",
        "1. ",
        ".",
        "x",
        "word",
        "Obs",
        "Observation",
        "Act",
        "Fin",
        "我应该使用",
        "😀",
        "\u200b",
        "\ufeff",
        ":",
        "："
    };

    private ReActTexts() {}

    static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int parts = random.nextInt(25);
        for (int i = 0; i < parts; i++) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }
}
