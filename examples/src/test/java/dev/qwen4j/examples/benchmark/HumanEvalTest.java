package dev.qwen4j.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HumanEvalTest {
    private static final Path PROBLEMS = Path.of("../../shared/data/HumanEval.jsonl.gz");

    @Test
    void canonical_solutions_pass_their_tests_in_one_session(@TempDir Path folder)
            throws IOException, InterruptedException {
        assumeTrue(Files.exists(PROBLEMS), "HumanEval is not at " + PROBLEMS);
        List<HumanEval.Problem> problems = HumanEval.read(PROBLEMS);
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(2));

        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, policy)) {
            assertThat(problems).hasSize(164);
            assertThat(HumanEval.failures(python, problems)).isEmpty();
            assertThat(HumanEval.failures(python, List.of(new HumanEval.Problem("wrong", "assert 1 == 2"))))
                    .singleElement()
                    .asString()
                    .startsWith("wrong: Raised[")
                    .contains("AssertionError");
        }
    }
}
