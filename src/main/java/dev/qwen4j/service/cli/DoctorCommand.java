package dev.qwen4j.service.cli;

import dev.qwen4j.model.ComputeDevice;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.transformer.Gpus;
import dev.qwen4j.model.transformer.MachineMemory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Checks that this machine can run everything, and says of what it cannot what to do about it.",
        footer = {"", "Exit status 0 if nothing failed, warnings or not; otherwise 1."})
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final InterpreterOpener interpreters;
    private boolean failed;

    @Option(names = "--json", description = "Print one JSON object for each check.")
    private boolean json;

    DoctorCommand(Terminal terminal, InterpreterOpener interpreters) {
        this.terminal = terminal;
        this.interpreters = interpreters;
    }

    @Override
    public Integer call() throws InterruptedException {
        return Interrupts.during(this::check);
    }

    private int check() throws InterruptedException {
        report(Diagnosis.java());
        report(Diagnosis.cores(Runtime.getRuntime().availableProcessors()));
        report(Diagnosis.memory(MachineMemory.now()));
        Diagnosis.engine(() -> QwenModel.openEmbedded(QwenOptions.DEFAULT.withDevice(ComputeDevice.CPU)))
                .forEach(this::report);
        reportGpu();
        report(Diagnosis.python(interpreters));
        report(Diagnosis.port(ServeCommand::checkAddress));
        return failed ? ExitStatus.FAILED : ExitStatus.OK;
    }

    private void reportGpu() {
        try {
            report(Diagnosis.gpu(Gpus.find(), Gpus.memory(0)));
        } catch (ModelException e) {
            report(Finding.fail("gpu", String.valueOf(e.getMessage())));
        }
    }

    private void report(Finding finding) {
        failed |= finding.verdict() == Finding.Verdict.FAIL;
        terminal.out().print((json ? finding.toJson() : finding.toText()) + "\n");
    }
}
