/**
 * What operators see: {@link dev.qwen4j.service.telemetry.RunTelemetry} turns the events of runs into metrics and spans,
 * {@link dev.qwen4j.service.telemetry.MeasuredModel} measures the model's calls.
 */
@NullMarked
package dev.qwen4j.service.telemetry;

import org.jspecify.annotations.NullMarked;
