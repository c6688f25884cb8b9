package dev.qwen4j.examples.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WorkerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The 164 problems of HumanEval with their canonical solutions and tests, each as one cell of one session, and what they
 * take: in Python sessions, interpreted and compiled, and in CPython where there is one.
 */
public final class HumanEval {
    private static final int ROUNDS = 3;

    /** The same programs, one after the other, in one process. */
    private static final String IN_CPYTHON = """
            import gzip, json, platform, sys, time
            with gzip.open(sys.argv[1], "rt") as lines:
                problems = [json.loads(line) for line in lines]
            told = []
            for i in range(int(sys.argv[2])):
                begun = time.process_time()
                for p in problems:
                    program = p["prompt"] + p["canonical_solution"] + "\\n" + p["test"]
                    exec(compile(program + f"\\ncheck({p['entry_point']})", p["task_id"], "exec"), {})
                told.append(f"{time.process_time() - begun:.2f}")
            print(f"CPython {platform.python_version()}: 164 of 164; processor time of each round, s: {' '.join(told)}")
            """;

    private HumanEval() {}

    /** One problem as a program that raises an error if the solution is wrong. */
    public record Problem(String id, String program) {}

    /** Reads {@code HumanEval.jsonl.gz}. */
    public static List<Problem> read(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Problem> problems = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            while (lines.readLine() instanceof String line) {
                JsonNode p = json.readTree(line);
                String solved = p.get("prompt").textValue()
                        + p.get("canonical_solution").textValue();
                String check = "check(" + p.get("entry_point").textValue() + ")";
                problems.add(new Problem(
                        p.get("task_id").textValue(),
                        solved + "\n" + p.get("test").textValue() + "\n" + check));
            }
        }
        return problems;
    }

    /** Runs each as a cell and returns what became of those that failed. */
    public static List<String> failures(GraalPyInterpreter python, List<Problem> problems) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        for (Problem problem : problems) {
            Execution execution = python.execute(problem.program(), text -> {});
            if (!(execution instanceof Execution.Completed)) {
                failed.add(problem.id() + ": " + execution);
            }
        }
        return failed;
    }

    private static String measure(String name, WorkerOptions options, List<Problem> problems)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("human-eval-");
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(2));
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, policy, options, Map.of())) {
            PythonWorker worker = PythonWorker.start(python);
            StringBuilder line = new StringBuilder();
            int failed = 0;
            for (int i = 0; i < ROUNDS; i++) {
                double begun = worker.cpuSeconds();
                failed = Math.max(failed, failures(python, problems).size());
                line.append(String.format(Locale.ROOT, " %.2f", worker.cpuSeconds() - begun));
            }
            return name + ": " + (problems.size() - failed) + " of " + problems.size()
                    + "; processor time of each round, s:" + line;
        } finally {
            FolderTree.delete(folder);
        }
    }

    private static void askCPython(Path file) throws IOException, InterruptedException {
        try {
            new ProcessBuilder("python3", "-c", IN_CPYTHON, file.toString(), String.valueOf(ROUNDS))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.out.println("no CPython here to compare with");
        }
    }

    /** @param args the file, and if the JIT is to be measured too the folder with the compiler's jars */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Problem> problems = read(Path.of(args[0]));
        System.out.println(measure("interpreted", WorkerOptions.DEFAULT, problems));
        if (args.length > 1) {
            System.out.println(measure("compiled (JIT)", WorkerOptions.DEFAULT.withJit(Path.of(args[1])), problems));
        }
        askCPython(Path.of(args[0]));
    }
}
