package dev.qwen4j.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesSwitchTest {
    private static final String DISABLED = "quarkus.otel.sdk.disabled";

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new TracesSwitch())
                .withDefaultValue("quarkus.otel.exporter.otlp.endpoint", "http://localhost:4317/")
                .withSources(new PropertiesConfigSource(values, "the user's", 300))
                .build();
    }

    @Test
    void nothing_is_traced_unless_somebody_asks() {
        assertThat(config(Map.of()).getValue(DISABLED, String.class)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            quarkus.otel.exporter.otlp.endpoint,        false
            quarkus.otel.exporter.otlp.traces.endpoint, false
            otel.exporter.otlp.endpoint,                false
            otel.exporter.otlp.traces.endpoint,         false
            quarkus.otel.something,                     true
            """)
    void an_endpoint_is_asking(String key, String disabled) {
        assertThat(config(Map.of(key, "http://collector:4317")).getValue(DISABLED, String.class))
                .isEqualTo(disabled);
    }

    @Test
    void user_has_the_last_word() {
        SmallRyeConfig config =
                config(Map.of("quarkus.otel.exporter.otlp.endpoint", "http://collector:4317", DISABLED, "true"));

        assertThat(config.getValue(DISABLED, String.class)).isEqualTo("true");
    }
}
