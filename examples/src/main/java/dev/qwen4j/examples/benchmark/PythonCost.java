package dev.qwen4j.examples.benchmark;

import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WarmPool;
import dev.qwen4j.interpreter.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Python sessions cost: a session from the warm pool, a cold one to its first result, the round trip of {@code 1+1},
 * memory, the end of a cell that runs too long, tight loops with and without the compiler, sympy. Prints a row of a table
 * for each figure; {@code scripts/measure-python.sh} asks CPython the same.
 */
public final class PythonCost {
    private static final int ROUND_TRIPS = 1000;
    private static final int DEADLINES = 5;

    /** Loops as models write them, by name; each is one cell that prints nothing. */
    private static final Map<String, String> LOOPS = Map.of(
            "fib(22)",
            "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\nx = fib(22)",
            "sieve of 100,000",
            "n = 100_000\ns = bytearray([1]) * n\nfor i in range(2, 317):\n    if s[i]:\n"
                    + "        for j in range(i * i, n, i):\n            s[j] = 0\nx = sum(s)",
            "strings of 50,000 numbers",
            "x = ''.join(str(i) for i in range(50_000)).count('7')");

    private static final SandboxPolicy POLICY = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(10));

    private final Path root;
    private final List<String> rows = new ArrayList<>();

    private PythonCost(Path root) {
        this.root = root;
    }

    private void row(String what, String format, Object... values) {
        rows.add("| " + what + " | " + String.format(Locale.ROOT, format, values) + " |");
    }

    private void coldSession() throws InterruptedException {
        long asked = System.nanoTime();
        try (GraalPyInterpreter cold = new GraalPyInterpreter(root.resolve("cold"), POLICY)) {
            PythonWorker worker = PythonWorker.start(cold);
            require(cold.execute("1 + 1", text -> {}));
            double seconds = (System.nanoTime() - asked) / 1e9;
            row("cold worker to first result", "%.2f s of processor time (%.2f s)", worker.cpuSeconds(), seconds);
            roundTrips(cold);
            loops(cold, "interpreted");
            row("memory of a session after all that", "%d MiB", worker.residentMib());
        }
    }

    private void handOut() throws InterruptedException {
        try (WarmPool pool = new WarmPool(root.resolve("pool"), 1, folder -> new GraalPyInterpreter(folder, POLICY))) {
            while (pool.waiting() == 0) {
                Thread.sleep(100);
            }
            long begun = System.nanoTime();
            GraalPyInterpreter taken = pool.take();
            long handedOut = System.nanoTime();
            try (taken) {
                require(taken.execute("1 + 1", text -> {}));
                long answered = System.nanoTime();
                row("worker from the warm pool", "%.2f ms", (handedOut - begun) / 1e6);
                row("the same, with its first 1 + 1", "%.1f ms", (answered - begun) / 1e6);
            }
        }
    }

    private void roundTrips(GraalPyInterpreter python) throws InterruptedException {
        long[] nanos = new long[ROUND_TRIPS];
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            require(python.execute("1+1", text -> {}));
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        row(
                "`1+1` in a warm session",
                "p50 %.2f ms, p95 %.2f ms",
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6);
    }

    private void loops(GraalPyInterpreter python, String how) throws InterruptedException {
        for (Map.Entry<String, String> loop : new TreeMap<>(LOOPS).entrySet()) {
            long[] nanos = new long[5];
            for (int i = 0; i < nanos.length; i++) {
                long begun = System.nanoTime();
                require(python.execute(loop.getValue(), text -> {}));
                nanos[i] = System.nanoTime() - begun;
            }
            row(
                    loop.getKey() + ", " + how,
                    "first %.0f ms, fifth %.0f ms",
                    nanos[0] / 1e6,
                    nanos[nanos.length - 1] / 1e6);
        }
    }

    /** How long after its deadline a cell that loops for ever has ended and been answered for. */
    private void deadline() throws InterruptedException {
        Duration limit = Duration.ofSeconds(1);
        try (GraalPyInterpreter python =
                new GraalPyInterpreter(root.resolve("endless"), SandboxPolicy.DEFAULT.withCellTimeout(limit))) {
            python.start();
            double[] late = new double[DEADLINES];
            for (int i = 0; i < late.length; i++) {
                long begun = System.nanoTime();
                Execution execution = python.execute("while True:\n    pass", text -> {});
                late[i] = (System.nanoTime() - begun - limit.toNanos()) / 1e6;
                if (!(execution instanceof Execution.TimedOut)) {
                    throw new IllegalStateException("an endless loop ended in " + execution);
                }
            }
            Arrays.sort(late);
            row(
                    "endless loop ended after its deadline",
                    "p50 %.1f ms, max %.1f ms",
                    late[DEADLINES / 2],
                    late[DEADLINES - 1]);
        }
    }

    private void compiled(Path jit) throws InterruptedException {
        WorkerOptions options = WorkerOptions.DEFAULT.withJit(jit);
        try (GraalPyInterpreter python = new GraalPyInterpreter(root.resolve("jit"), POLICY, options, Map.of())) {
            python.start();
            loops(python, "compiled");
        }
    }

    private void sympy(Path wheels) throws InterruptedException {
        WorkerOptions options = WorkerOptions.DEFAULT.withLibraries(List.of(wheels));
        try (GraalPyInterpreter python = new GraalPyInterpreter(root.resolve("sympy"), POLICY, options, Map.of())) {
            PythonWorker worker = PythonWorker.start(python);
            for (String step : List.of(
                    "from sympy import exp, integrate, sin, solve, symbols",
                    "x = symbols('x'); solve(x**3 - 6*x**2 + 11*x - 6, x)",
                    "integrate(exp(-x) * sin(x), x)")) {
                double begun = worker.cpuSeconds();
                require(python.execute(step, text -> {}));
                row("`" + step + "`", "%.2f s of processor time", worker.cpuSeconds() - begun);
            }
        }
    }

    private static void require(Execution execution) {
        if (!(execution instanceof Execution.Completed)) {
            throw new IllegalStateException("a cell of the benchmark ended in " + execution);
        }
    }

    /**
     * @param args {@code --jit FOLDER} of the compiler's jars, {@code --wheels FOLDER} with sympy; both may be left out
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("python-cost-");
        try {
            PythonCost cost = new PythonCost(root);
            cost.handOut();
            cost.coldSession();
            cost.deadline();
            for (int i = 0; i + 1 < args.length; i += 2) {
                switch (args[i]) {
                    case "--jit" -> cost.compiled(Path.of(args[i + 1]));
                    case "--wheels" -> cost.sympy(Path.of(args[i + 1]));
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            cost.rows.forEach(System.out::println);
        } finally {
            FolderTree.delete(root);
        }
    }
}
