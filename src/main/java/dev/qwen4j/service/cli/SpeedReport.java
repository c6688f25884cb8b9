package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.Speed;
import dev.qwen4j.model.transformer.NativeEngine;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench speed} found, and on what.
 *
 * @param prefillChunk tokens of the prompt that went through the model together
 * @param runs one for each repetition
 * @param memory of this process, after the runs
 * @param gpuBytes of the GPU's memory that are in use after the runs; null without one
 * @param bytesPerToken weights and cache that a generated token reads, in the middle of those that were generated
 * @param bandwidthBytesPerSecond at which the engine's number of threads reads memory; null where a GPU does it
 */
record SpeedReport(
        String model,
        String architecture,
        Precision precision,
        int prefillChunk,
        NativeEngine engine,
        double loadSeconds,
        List<Speed> runs,
        ProcessMemory memory,
        @Nullable Long gpuBytes,
        long bytesPerToken,
        @Nullable Double bandwidthBytesPerSecond,
        Cpu cpu,
        Instant date) {

    /** What describes the runs of one kind. */
    private record Rates(double least, double median, double greatest) {
        static Rates of(List<Speed> runs, ToDoubleFunction<Speed> rate) {
            double[] sorted = runs.stream().mapToDouble(rate).sorted().toArray();
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Rates(sorted[0], median, sorted[sorted.length - 1]);
        }

        ObjectNode toJson() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("min", least)
                    .put("median", median)
                    .put("max", greatest);
        }

        String toText() {
            return String.format(Locale.ROOT, "%.1f tokens/s (%.1f to %.1f)", median, least, greatest);
        }
    }

    static SpeedReport of(
            QwenModel model,
            int prefillChunk,
            double loadSeconds,
            List<Speed> runs,
            ProcessMemory memory,
            @Nullable Long gpuBytes,
            @Nullable Double bandwidth)
            throws InterruptedException {
        Speed first = runs.getFirst();
        return new SpeedReport(
                model.name(),
                model.architecture().className(),
                model.precision().orElseThrow(),
                prefillChunk,
                model.engine().orElseThrow(),
                loadSeconds,
                runs,
                memory,
                gpuBytes,
                model.bytesPerToken(first.promptTokens() + first.generatedTokens() / 2)
                        .orElseThrow(),
                bandwidth,
                Cpu.ofMachine(),
                Instant.now());
    }

    private Rates prefill() {
        return Rates.of(runs, Speed::prefillTokensPerSecond);
    }

    private Rates decode() {
        return Rates.of(runs, Speed::decodeTokensPerSecond);
    }

    private Rates whole() {
        return Rates.of(runs, Speed::tokensPerSecond);
    }

    /** The part of what memory can do that decoding takes. */
    private @Nullable Double bandwidthShare() {
        return bandwidthBytesPerSecond == null
                ? null
                : bytesPerToken * decode().median() / runs.getFirst().streams() / bandwidthBytesPerSecond;
    }

    private String dtype() {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("architecture", architecture)
                .put("dtype", dtype())
                .put("device", engine.device())
                .put("threads", engine.threads())
                .put("prefillChunk", prefillChunk)
                .put("streams", runs.getFirst().streams())
                .put("promptTokens", runs.getFirst().promptTokens())
                .put("generatedTokens", runs.getFirst().generatedTokens())
                .put("repetitions", runs.size())
                .put("loadSeconds", loadSeconds)
                .put("prefillTokensPerSecond", prefill().median())
                .put("decodeTokensPerSecond", decode().median())
                .put("tokensPerSecond", whole().median())
                .put("peakRssBytes", memory.peakBytes())
                .put("gpuMemoryBytes", gpuBytes)
                .put("bytesPerToken", bytesPerToken)
                .put("memoryBandwidthBytesPerSecond", bandwidthBytesPerSecond)
                .put("bandwidthShare", bandwidthShare());
        json.set("prefill", prefill().toJson());
        json.set("decode", decode().toJson());
        ObjectNode processor = json.putObject("cpu").put("name", cpu.name());
        cpu.instructionSets().forEach(processor.putArray("instructionSets")::add);
        json.putObject("versions")
                .put("qwen4j", Qwen4jCommand.Version.ofProgram())
                .put("java", Runtime.version().toString())
                .put("engine", engine.name() + " " + engine.version())
                .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return json.put("date", date.toString());
    }

    String toText() {
        Speed first = runs.getFirst();
        StringBuilder text = new StringBuilder();
        line(text, "model", model + ", " + architecture + ", " + dtype());
        line(
                text,
                "machine",
                engine.device() + ", " + engine.threads() + " threads, " + cpu.name() + " ("
                        + String.join(" ", cpu.instructionSets()) + ")");
        line(text, "load", String.format(Locale.ROOT, "%.2f s", loadSeconds));
        if (first.streams() > 1) {
            line(text, "streams", first.streams() + ", each with a prompt and an answer of its own");
        }
        line(text, "prefill " + first.promptTokens(), prefill().toText());
        line(text, "decode " + first.generatedTokens(), decode().toText());
        line(text, "both", whole().toText());
        line(text, "peak memory", memory.peakBytes() == null ? "unknown here" : Bytes.text(memory.peakBytes()));
        if (gpuBytes != null) {
            line(text, "GPU memory", Bytes.text(gpuBytes) + " in use");
        }
        line(text, "memory reads", Bytes.text(bytesPerToken) + " a token" + share());
        return text.toString();
    }

    private String share() {
        Double share = bandwidthShare();
        return share == null || bandwidthBytesPerSecond == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        ", which is %.0f %% of the %s/s that memory gives",
                        100 * share,
                        Bytes.text(bandwidthBytesPerSecond.longValue()));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s%s", name, value)).append('\n');
    }
}
