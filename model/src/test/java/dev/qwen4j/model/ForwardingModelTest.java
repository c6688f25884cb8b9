package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForwardingModelTest {
    @Test
    void all_that_a_model_offers_is_passed_on() {
        List<String> offered = names(LanguageModel.class);

        assertThat(names(ForwardingModel.class)).containsAll(offered);
    }

    private static List<String> names(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .toList();
    }
}
