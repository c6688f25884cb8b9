package dev.qwen4j.service.telemetry;

import java.time.Duration;
import java.util.stream.DoubleStream;

/** The upper bounds of a histogram of times. */
final class Buckets {
    private Buckets() {}

    static Duration[] seconds(double... bounds) {
        return DoubleStream.of(bounds)
                .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                .toArray(Duration[]::new);
    }
}
