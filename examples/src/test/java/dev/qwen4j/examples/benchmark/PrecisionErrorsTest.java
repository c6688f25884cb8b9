package dev.qwen4j.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Precision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrecisionErrorsTest {
    private static final Path QWEN3 = Path.of("../model/src/test/resources/golden/qwen3");

    @Test
    void float32_differs_from_itself_by_nothing_and_fewer_bits_differ_more() {
        List<PrecisionErrors.Text> texts = PrecisionErrors.randomTexts(QWEN3);

        Difference fp32 = PrecisionErrors.measure(QWEN3, Precision.FP32, texts);
        Difference int8 = PrecisionErrors.measure(QWEN3, Precision.INT8, texts);
        Difference int4 = PrecisionErrors.measure(QWEN3, Precision.INT4, texts);

        assertThat(fp32.greatest()).isZero();
        assertThat(int8.greatest()).isPositive().isLessThan(int4.greatest());
        assertThat(fp32.perplexity()).isGreaterThan(1);
    }

    @Test
    void perplexity_of_even_logits_is_the_number_of_tokens() {
        Difference difference = new Difference();

        difference.add(new float[] {1, 0, 0, 0}, new float[4], 2);

        assertThat(difference.perplexity()).isCloseTo(4, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(difference.row()).isEqualTo("1.0000 | 0.2500 | 100.0 | 4.0000 |");
    }
}
