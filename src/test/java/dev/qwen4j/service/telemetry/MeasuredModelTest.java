package dev.qwen4j.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MeasuredModelTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final LanguageModel model = new MeasuredModel(new ScriptedModel("one two three"), metrics);

    private double count(String name, String... tags) {
        return metrics.get(name).tags(tags).counter().count();
    }

    @Test
    void calls_and_tokens_are_counted_and_timed() throws Exception {
        StringBuilder text = new StringBuilder();
        model.complete(Prompt.of("a question"), GenerationConfig.GREEDY, text::append);

        assertThat(text).hasToString("one two three");
        assertThat(count("qwen4j.tokens", "type", "prompt")).isPositive();
        assertThat(count("qwen4j.tokens", "type", "completion")).isPositive();
        assertThat(count("qwen4j.model.calls", "finish", "end_of_text")).isEqualTo(1);
        assertThat(metrics.get("qwen4j.ttft").timer().count()).isEqualTo(1);
        assertThat(metrics.get("qwen4j.tpot").timer().count()).isEqualTo(1);
        assertThat(metrics.get("qwen4j.model.active").gauge().value()).isZero();
    }

    @Test
    void call_that_fails_is_counted_as_one() throws Exception {
        model.complete(Prompt.of("q"), GenerationConfig.GREEDY, text -> {});

        assertThatThrownBy(() -> model.complete(Prompt.of("q"), GenerationConfig.GREEDY, text -> {}))
                .isInstanceOf(RuntimeException.class);

        assertThat(count("qwen4j.model.calls", "finish", "failed")).isEqualTo(1);
        assertThat(metrics.get("qwen4j.model.active").gauge().value()).isZero();
    }
}
