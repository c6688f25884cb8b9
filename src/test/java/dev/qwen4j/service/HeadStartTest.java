package dev.qwen4j.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HeadStartTest {
    @Test
    void model_that_was_begun_is_taken_once() throws InterruptedException {
        HeadStart.begin(QwenOptions.DEFAULT);

        try (QwenModel model = HeadStart.take(QwenOptions.DEFAULT).orElseThrow()) {
            assertThat(model.complete(
                                    model.chatTemplate().render(List.of(Message.user("hello"))),
                                    GenerationConfig.GREEDY,
                                    text -> {})
                            .text())
                    .startsWith("Hello");
        }
        assertThat(HeadStart.take(QwenOptions.DEFAULT)).isEmpty();
    }

    @Test
    void model_in_another_form_than_the_wanted_one_is_not_taken() {
        HeadStart.begin(QwenOptions.DEFAULT);

        assertThat(HeadStart.take(QwenOptions.DEFAULT.withPrefillChunk(64))).isEmpty();
        assertThat(HeadStart.take(QwenOptions.DEFAULT)).isEmpty();
    }

    @Test
    void without_configuration_the_service_wants_what_is_begun() {
        Qwen4jConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(Qwen4jConfig.class)
                .build()
                .getConfigMapping(Qwen4jConfig.class);

        assertThat(config.model().options()).isEqualTo(QwenOptions.DEFAULT);
    }
}
