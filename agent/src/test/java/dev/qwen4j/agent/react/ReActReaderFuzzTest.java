package dev.qwen4j.agent.react;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.qwen4j.agent.EchoTools;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.ToolNames;
import dev.qwen4j.tools.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads texts that lie among the resources and what a fuzzer makes of them; only where QWEN4J_FUZZ is set. */
class ReActReaderFuzzTest {
    private static final List<ToolSpec> TOOLS = List.of(EchoTools.spec("calculator"), EchoTools.spec("current_time"));

    /** The first byte says how the text ended and how long its pieces are. */
    @FuzzTest
    void any_text_is_read_the_same_in_pieces(byte[] data) {
        int head = data.length == 0 ? 0 : Byte.toUnsignedInt(data[0]);
        String text = new String(data, Math.min(1, data.length), Math.max(0, data.length - 1), StandardCharsets.UTF_8);
        FinishReason reason = FinishReason.values()[head % 3];
        int piece = 1 + head / 3 % 9;
        ReActReaderTest.Heard heard = new ReActReaderTest.Heard();
        ReActReader reader = new ReActReader(new ToolNames(TOOLS), heard);

        for (int from = 0; from < text.length(); from += piece) {
            reader.read(text.substring(from, Math.min(text.length(), from + piece)));
        }
        Step step = reader.finish(reason);

        assertThat(step).isEqualTo(new ReActParser(TOOLS).parse(text, reason));
        assertThat(heard.thought).hasToString(step.thought());
        assertThat(heard.answer).hasToString(step instanceof Step.FinalAnswer f ? f.answer() : "");
    }
}
