package dev.qwen4j.examples;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Python session that model-written code can be trusted with: it keeps state, and whatever happens is a value. */
public final class CodeInterpreterSession {
    private static final List<String> CELLS = List.of(
            "prices = [4.5, 3.0, 7.25]\nsum(prices)",
            "print('mean', sum(prices) / len(prices))",
            "open('report.txt', 'w').write('three prices')",
            "open('/etc/passwd').read()",
            "while True: pass",
            "len(prices)");

    private CodeInterpreterSession() {}

    /** Runs the cells in a session with this folder and returns one line for each. */
    public static List<String> run(Path folder) throws InterruptedException {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(5));
        try (CodeInterpreter session = new GraalPyInterpreter(folder, policy)) {
            List<String> lines = new ArrayList<>();
            for (String cell : CELLS) {
                lines.add(describe(session.execute(cell, output -> {})));
            }
            return lines;
        }
    }

    private static String describe(Execution execution) {
        return switch (execution) {
            case Execution.Completed c -> "completed: " + (c.output() + c.value()).strip();
            case Execution.Raised r -> "raised: " + r.traceback().lines().reduce("", (first, last) -> last);
            case Execution.Interrupted i -> "interrupted";
            case Execution.TimedOut t ->
                "timed out after " + t.limit().toSeconds() + " s, variables " + (t.sessionLost() ? "lost" : "kept");
            case Execution.Died d -> "died: " + d.reason();
        };
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("session-");
        try {
            List<String> lines = run(folder);
            for (int i = 0; i < lines.size(); i++) {
                System.out.println("[" + (i + 1) + "] " + CELLS.get(i).replace("\n", "; "));
                System.out.println("    " + lines.get(i));
            }
            System.out.println("report.txt: " + Files.readString(folder.resolve("report.txt")));
        } finally {
            FolderTree.delete(folder);
        }
    }
}
