package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadingListenerTest {
    @Test
    void every_layer_is_told_of_when_it_is_there() {
        List<String> told = new ArrayList<>();

        QwenModel.open(
                        Path.of("src/test/resources/golden/qwen2"),
                        QwenOptions.DEFAULT,
                        (layers, all) -> told.add(layers + " of " + all))
                .close();

        assertThat(told).containsExactly("1 of 3", "2 of 3", "3 of 3");
    }
}
