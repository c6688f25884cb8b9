package dev.qwen4j.service.cli;

import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.Speed;
import dev.qwen4j.model.bench.MemoryBandwidth;
import dev.qwen4j.model.transformer.Gpus;
import dev.qwen4j.model.transformer.NativeEngine;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "speed",
        description = {
            "Measures how fast a checkpoint reads a prompt (prefill) and writes (decode), how long it takes to load, and"
                    + " how much memory it takes.",
            "",
            "Prompts are random tokens, one forward pass after the other as in any request; tokens are chosen greedily"
                    + " and nothing ends the text. The first run does not count; rates are medians of the others."
                    + " Decoding reads all weights for each token, so the command also measures how fast the machine"
                    + " reads memory, with as many threads, and prints how much of that decoding takes.",
            "",
            "The time to load includes starting the engine; a file that is not in the system's cache yet takes longer."
                    + " For figures worth comparing leave the machine alone meanwhile."
        },
        footer = {
            "",
            "Examples:",
            "  qwen4j bench make-random qwen-1.8b /tmp/random",
            "  qwen4j bench speed --model /tmp/random --dtype bf16 --prompt 512 --generate 128 --json",
            "  qwen4j bench speed --model /tmp/random --prompt 1 --generate 2048   # as Qwen's profiling script"
        })
final class BenchSpeedCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private BenchCommand bench;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Prompts that are answered together; rates are those of all. Default: 1.")
    private int streams = 1;

    @Option(names = "--prompt", paramLabel = "N", description = "Tokens of the prompt. Default: 512.")
    private int promptTokens = 512;

    @Option(names = "--generate", paramLabel = "N", description = "Tokens to generate. Default: 128.")
    private int generatedTokens = 128;

    @Option(names = "--repetitions", paramLabel = "N", description = "Runs that count. Default: 3.")
    private int repetitions = 3;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random tokens. Default: 1.")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    BenchSpeedCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        requirePositive("--streams", streams);
        requirePositive("--prompt", promptTokens);
        requirePositive("--generate", generatedTokens);
        requirePositive("--repetitions", repetitions);
        long start = System.nanoTime();
        try (QwenModel model = modelOptions.openQwen(terminal)) {
            double loadSeconds = (System.nanoTime() - start) / 1e9;
            if (generatedTokens > model.contextLength() - promptTokens) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "--prompt " + promptTokens + " and --generate " + generatedTokens
                                + " are too long: give together " + model.contextLength() + " at most, the context of "
                                + model.name());
            }
            SpeedReport report = Interrupts.during(() -> measure(model, loadSeconds));
            terminal.out().print(json ? report.toJson() + "\n" : report.toText());
        }
        return ExitStatus.OK;
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new CommandFailure(ExitStatus.USAGE, option + " is " + value + ": give 1 or more");
        }
    }

    private SpeedReport measure(QwenModel model, double loadSeconds) throws InterruptedException {
        List<Speed> runs = runs(model);
        ProcessMemory memory = ProcessMemory.now(); // before the next line adds to it
        NativeEngine engine = model.engine().orElseThrow();
        ComputeDevice device = ComputeDevice.of(engine.device());
        boolean gpu = device.kind() == ComputeDevice.Kind.CUDA;
        Long gpuBytes = gpu
                ? Gpus.memory(device.index())
                        .map(found -> found.totalBytes() - found.availableBytes())
                        .orElse(null)
                : null;
        Double bandwidth = gpu ? null : MemoryBandwidth.measure(engine.threads());
        return SpeedReport.of(
                model, modelOptions.options().prefillChunk(), loadSeconds, runs, memory, gpuBytes, bandwidth);
    }

    private List<Speed> runs(QwenModel model) throws InterruptedException {
        AtomicInteger ended = new AtomicInteger();
        try (ProgressBar bar = ProgressBar.of(terminal)) {
            return model.speed(streams, promptTokens, generatedTokens, repetitions, seed, run -> {
                bar.show("Run " + ended.incrementAndGet() + " of " + repetitions, ended.get(), repetitions);
                progress(run);
            });
        }
    }

    private void progress(Speed run) {
        if (bench.verbose()) {
            terminal.error()
                    .print(String.format(
                            Locale.ROOT,
                            "prefill %.1f tokens/s, decode %.1f tokens/s%n",
                            run.prefillTokensPerSecond(),
                            run.decodeTokensPerSecond()));
        }
    }
}
