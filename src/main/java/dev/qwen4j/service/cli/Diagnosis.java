package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.transformer.Gpus;
import dev.qwen4j.model.transformer.MachineMemory;
import dev.qwen4j.model.transformer.NativeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The checks of the {@code doctor} command. */
final class Diagnosis {
    private static final long LITTLE_MEMORY_BYTES = 1L << 30;

    private Diagnosis() {}

    static Finding java() {
        return Finding.ok("java", Runtime.version() + " in " + System.getProperty("java.home"));
    }

    static Finding cores(int count) {
        return count > 1
                ? Finding.ok("cores", String.valueOf(count))
                : Finding.warn("cores", "1: answers are slow; give the machine or container two or more");
    }

    static Finding memory(MachineMemory memory) {
        String found = Bytes.text(memory.availableBytes()) + " free of " + Bytes.text(memory.totalBytes());
        return memory.availableBytes() >= LITTLE_MEMORY_BYTES
                ? Finding.ok("memory", found + "; 'qwen4j show --model DIR' tells what a checkpoint needs")
                : Finding.warn("memory", found + ": enough for the demo model only; close other programs");
    }

    /** A GPU is never needed, so there is nothing to warn of. */
    static Finding gpu(Gpus gpus, Optional<MachineMemory> first) {
        String memory = first.map(
                        found -> Bytes.text(found.availableBytes()) + " free of " + Bytes.text(found.totalBytes()))
                .orElse("its memory is unknown");
        if (gpus.usable()) {
            return Finding.ok("gpu", "cuda:0 is used unless --device says otherwise, " + memory);
        }
        if (gpus.libraries()) {
            return Finding.ok("gpu", "none that can be used (" + gpus.fault() + "): models run on the CPU");
        }
        return first.isPresent()
                ? Finding.ok(
                        "gpu",
                        "cuda:0, " + memory + ", is not used: PyTorch's libraries for it are missing;"
                                + " see docs/gpu.md")
                : Finding.ok("gpu", "none: models run on the CPU");
    }

    /** Loads the demo model, which shows that the native library works here, and lets it write a token. */
    static List<Finding> engine(Supplier<QwenModel> demo) throws InterruptedException {
        try (QwenModel model = demo.get()) {
            NativeEngine engine = model.engine().orElseThrow();
            model.complete(Prompt.of("Hello"), GenerationConfig.GREEDY.withMaxNewTokens(1), text -> {});
            return List.of(
                    Finding.ok("engine", engine.name() + " " + engine.version() + " in " + engine.folder()),
                    Finding.ok("demo model", "loads and writes"),
                    bf16(model.precision().orElseThrow()));
        } catch (ModelException e) {
            return List.of(Finding.fail("engine", String.valueOf(e.getMessage())));
        }
    }

    /** @param automatic the arithmetic that {@link Precision#AUTO} came to on this CPU */
    static Finding bf16(Precision automatic) {
        return automatic == Precision.BF16
                ? Finding.ok("bf16", "the CPU has instructions for it: weights take 2 bytes each")
                : Finding.warn(
                        "bf16",
                        "the CPU has no instructions for it: weights take 4 bytes each where PyTorch decodes; choose checkpoints"
                                + " that fit");
    }

    /** Starts a Python session, as the model's python tool does. */
    static Finding python(InterpreterOpener interpreters) throws InterruptedException {
        try {
            Path folder = Files.createTempDirectory("qwen4j-doctor-");
            try (CodeInterpreter interpreter = interpreters.open(folder, SandboxPolicy.DEFAULT)) {
                return python(interpreter.execute("print(6 * 7)", output -> {}));
            } finally {
                Files.deleteIfExists(folder);
            }
        } catch (InterpreterException e) {
            return Finding.fail("python", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Finding.fail("python", "its temporary folder failed: " + e + "; set java.io.tmpdir to another");
        }
    }

    private static Finding python(Execution execution) {
        if (execution instanceof Execution.Completed && execution.output().equals("42\n")) {
            return Finding.ok("python", "a session starts and computes");
        }
        return Finding.fail(
                "python",
                "a session starts but ends wrongly: see what 'qwen4j python -c \"print(6 * 7)\" --verbose' prints");
    }

    /** @param address throws a {@link CommandFailure} if the service could not listen */
    static Finding port(Runnable address) {
        try {
            address.run();
            return Finding.ok("port", "free for 'qwen4j serve'");
        } catch (CommandFailure e) {
            return Finding.warn("port", String.valueOf(e.getMessage()));
        }
    }
}
