package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads arguments that lie among the resources and what a fuzzer makes of them; only where QWEN4J_FUZZ is set. */
class ArgumentsFuzzTest {
    private static final ObjectNode ONE =
            Parameters.create().required("code", "string", "Python").schema();
    private static final ObjectNode SEVERAL = Parameters.create()
            .required("path", "string", "a file")
            .required("count", "integer", "how many")
            .optional("deep", "boolean", "whether")
            .schema();
    private static final ToolRegistry TOOLS = new ToolRegistry(List.of(EchoTool.named("echo")));

    /** The first byte says which parameters there are and how the text ended. */
    @FuzzTest
    void any_text_is_read_or_complained_about(byte[] data) {
        int head = data.length == 0 ? 0 : Byte.toUnsignedInt(data[0]);
        String text = new String(data, Math.min(1, data.length), Math.max(0, data.length - 1), StandardCharsets.UTF_8);
        ObjectNode parameters = head % 2 == 0 ? ONE : SEVERAL;
        Ending ending = Ending.values()[head / 2 % Ending.values().length];

        if (JsonArguments.read(text, parameters, ending) instanceof JsonArguments.Read read) {
            // What was read is JSON that says the same, so that a journal gives the same call back.
            assertThat(StrictJson.read(read.arguments().toString())).contains(read.arguments());
        }
        assertThat(TOOLS.read("echo", text, ending)).isNotNull();
    }
}
