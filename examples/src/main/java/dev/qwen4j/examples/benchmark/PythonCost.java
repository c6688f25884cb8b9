package dev.qwen4j.examples.benchmark;

import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WarmPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What Python sessions cost: a session from the warm pool, a cold one to its first result, the round trip of {@code 1+1},
 * memory, tight loops. One line for each figure; {@code scripts/measure-python.sh} asks CPython the same.
 */
public final class PythonCost {
    private static final int ROUND_TRIPS = 1000;

    /** Loops as models write them; each is one cell that prints nothing. */
    private static final List<String> LOOPS = List.of(
            "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nx = fib(22)",
            "n = 100_000\ns = bytearray([1]) * n\nfor i in range(2, 317):\n    if s[i]:\n"
                    + "        for j in range(i * i, n, i):\n            s[j] = 0\nx = sum(s)",
            "x = ''.join(str(i) for i in range(50_000)).count('7')");

    private PythonCost() {}

    /** Runs all of it over folders below {@code root} and returns the lines. */
    public static List<String> run(Path root) throws InterruptedException {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(5));
        List<Long> before = workers();
        long asked = System.nanoTime();
        try (GraalPyInterpreter cold = new GraalPyInterpreter(root.resolve("cold"), policy)) {
            require(cold.execute("1 + 1", text -> {}));
            String coldLine = String.format(
                    Locale.ROOT,
                    "cold session to first result: %.2f s, %.2f s of processor time",
                    (System.nanoTime() - asked) / 1e9,
                    newWorker(before)
                                    .info()
                                    .totalCpuDuration()
                                    .orElse(Duration.ZERO)
                                    .toMillis()
                            / 1e3);
            String trip = roundTrips(cold);
            String loops = loops(cold);
            String memory = "memory of a session's process: " + residentMib(newWorker(before)) + " MiB";
            return List.of(handOut(root, policy), coldLine, trip, loops, memory);
        }
    }

    private static String handOut(Path root, SandboxPolicy policy) throws InterruptedException {
        try (WarmPool pool = new WarmPool(root.resolve("pool"), 1, folder -> new GraalPyInterpreter(folder, policy))) {
            while (pool.waiting() == 0) {
                Thread.sleep(100);
            }
            long begun = System.nanoTime();
            GraalPyInterpreter taken = pool.take();
            long handedOut = System.nanoTime();
            try (taken) {
                require(taken.execute("1 + 1", text -> {}));
                return String.format(
                        Locale.ROOT,
                        "session from the warm pool: %.2f ms, with its first 1 + 1: %.1f ms",
                        (handedOut - begun) / 1e6,
                        (System.nanoTime() - begun) / 1e6);
            }
        }
    }

    private static String roundTrips(GraalPyInterpreter python) throws InterruptedException {
        long[] nanos = new long[ROUND_TRIPS];
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            require(python.execute("1+1", text -> {}));
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "1+1 in a warm session: p50 %.2f ms, p95 %.2f ms",
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6);
    }

    private static String loops(GraalPyInterpreter python) throws InterruptedException {
        StringBuilder line = new StringBuilder("fib(22), sieve of 100k, strings of 50k, third time:");
        for (String loop : LOOPS) {
            long begun = 0;
            for (int i = 0; i < 3; i++) {
                begun = System.nanoTime();
                require(python.execute(loop, text -> {}));
            }
            line.append(String.format(Locale.ROOT, " %.0f ms", (System.nanoTime() - begun) / 1e6));
        }
        return line.toString();
    }

    private static void require(Execution execution) {
        if (!(execution instanceof Execution.Completed)) {
            throw new IllegalStateException("a cell of the benchmark ended in " + execution);
        }
    }

    private static List<Long> workers() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toList());
    }

    private static ProcessHandle newWorker(List<Long> before) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !before.contains(process.pid()))
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no worker process"));
    }

    private static long residentMib(ProcessHandle process) {
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

    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("python-cost-");
        try {
            run(root).forEach(System.out::println);
        } finally {
            FolderTree.delete(root);
        }
    }
}
