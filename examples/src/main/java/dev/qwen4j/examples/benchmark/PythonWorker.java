package dev.qwen4j.examples.benchmark;

import dev.qwen4j.interpreter.GraalPyInterpreter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** The process of a Python session, as the operating system counts what it uses. */
record PythonWorker(ProcessHandle process) {
    /** Starts the session and finds its process; no other may start one meanwhile. */
    static PythonWorker start(GraalPyInterpreter python) throws InterruptedException {
        Set<Long> before =
                ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
        python.start();
        // In namespaces the JVM is a grandchild.
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process.pid()))
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .map(PythonWorker::new)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no worker process"));
    }

    /** Processor time since its start, in seconds, all threads together. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Memory it holds now. */
    long residentMib() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("only Linux tells the memory of a process in /proc", e);
        }
    }
}
