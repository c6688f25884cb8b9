package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.interpreter.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellTextTest {
    private final List<String> passedOn = new ArrayList<>();
    private final CellText text = new CellText(4, passedOn::add);

    @Test
    void keeps_and_passes_on_what_comes() {
        text.add(new Message.Output(1, false, "ab"));
        text.add(new Message.Output(1, false, "cd"));

        assertThat(text).hasToString("abcd");
        assertThat(passedOn).containsExactly("ab", "cd");
    }

    @Test
    void holds_a_worker_to_the_limit_that_it_should_have_kept_itself() {
        text.add(new Message.Output(1, false, "ab"));
        text.add(new Message.Output(1, false, "你好"));
        text.addDropped(10);

        assertThat(text).hasToString("ab\n[16 more bytes of output left out]");
        assertThat(passedOn).containsExactly("ab");
    }
}
