package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonCommandTest {
    private final List<String> executed = new ArrayList<>();

    @Test
    void code_comes_from_the_option() {
        Invocation python = run(new Execution.Completed("4\n", "5"), "", "-c", "print(4); 5");

        assertThat(executed).containsExactly("print(4); 5");
        assertThat(python).isEqualTo(new Invocation(ExitStatus.OK, "4\n", ""));
    }

    @Test
    void code_comes_from_a_file(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("script.py"), "print('你好')");

        run(new Execution.Completed("", ""), "", file.toString());

        assertThat(executed).containsExactly("print('你好')");
    }

    @Test
    void code_comes_from_standard_input() {
        run(new Execution.Completed("", ""), "a = 1");
        run(new Execution.Completed("", ""), "a = 2", "-");

        assertThat(executed).containsExactly("a = 1", "a = 2");
    }

    @Test
    void outcome_is_one_object_where_json_is_asked_for() {
        Invocation completed = run(new Execution.Completed("4\n", "5"), "", "--json", "-c", "print(4); 5");
        Invocation raised = run(new Execution.Raised("", "ValueError: no"), "", "--json", "-c", "x");
        Invocation late =
                run(new Execution.TimedOut("", Duration.ofSeconds(2), true, List.of()), "", "--json", "-c", "x");

        assertThat(completed.out())
                .isEqualTo("{\"outcome\":\"completed\",\"stdout\":\"4\\n\",\"stderr\":\"\",\"value\":\"5\"}\n");
        assertThat(raised.out()).contains("\"raised\"", "\"traceback\":\"ValueError: no\"");
        assertThat(late.out()).contains("\"timed_out\"", "2 s");
        assertThat(List.of(completed.status(), raised.status(), late.status()))
                .containsExactly(ExitStatus.OK, ExitStatus.FAILED, ExitStatus.FAILED);
        assertThat(run(new Execution.Completed("", ""), "", "--json", "-i").status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void traceback_goes_to_standard_error() {
        Invocation python = run(new Execution.Raised("before\n", "ValueError: no"), "", "-c", "x");

        assertThat(python).isEqualTo(new Invocation(ExitStatus.FAILED, "before\n", "ValueError: no\n"));
    }

    @Test
    void deadline_and_death_are_one_line_each() {
        Invocation late = run(
                new Execution.TimedOut("", Duration.ofSeconds(2), true, List.of()), "", "-c", "x", "--timeout", "2");
        Invocation dead = run(new Execution.Died("", "out of memory", List.of()), "", "-c", "x");

        assertThat(late.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(late.error()).hasLineCount(1).contains("2 s", "--timeout");
        assertThat(dead.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(dead.error()).hasLineCount(1).contains("out of memory");
    }

    @Test
    void missing_file_is_one_line_and_wrong_usage(@TempDir Path folder) {
        Invocation python = run(
                new Execution.Completed("", ""), "", folder.resolve("gone.py").toString());

        assertThat(python.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(python.error()).hasLineCount(1).contains("gone.py");
        assertThat(executed).isEmpty();
    }

    @Test
    void unreadable_file_is_one_line_and_wrong_usage(@TempDir Path folder) {
        Invocation python = run(new Execution.Completed("", ""), "", folder.toString());

        assertThat(python.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(python.error()).hasLineCount(1).contains("cannot read");
    }

    @Test
    void line_by_line_a_statement_runs_when_it_is_whole() {
        String typed = "x = 1\n"
                + "for i in range(2):\n"
                + "    print(i)\n\n"
                + "print(\n"
                + "  x)\n"
                + "'''a\n"
                + "b'''\n"
                + ":history\n"
                + "!1\n"
                + "!99\n"
                + ":quit\n"
                + "ignored\n";
        Invocation python = run(new Execution.Completed("out\n", "7"), typed, "-i");

        assertThat(executed)
                .containsExactly(
                        "x = 1\n", "for i in range(2):\n    print(i)\n\n", "print(\n  x)\n", "'''a\nb'''\n", "x = 1");
        assertThat(python.status()).isEqualTo(ExitStatus.OK);
        assertThat(python.out()).contains("out\n7\n", "   3  print(\n        x)", "no number 99 in the history");
    }

    @Test
    void line_by_line_errors_and_losses_are_told_and_the_session_goes_on() {
        assertThat(run(new Execution.Raised("", "ValueError: no"), "f()\ng()\n", "-i")
                        .error())
                .isEqualTo("ValueError: no\nValueError: no\n");
        assertThat(run(new Execution.Died("", "out of memory", List.of("x", "y")), "f()\n", "-i")
                        .out())
                .isEqualTo("the Python process ended: out of memory; gone: x, y\n");
    }

    private Invocation run(Execution execution, String input, String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "python";
        System.arraycopy(args, 0, all, 1, args.length);
        return Invocation.python((folder, policy) -> new FixedInterpreter(folder, execution), input, all);
    }

    /** Remembers the code and ends every cell the same way. */
    private final class FixedInterpreter implements CodeInterpreter {
        private final Path folder;
        private final Execution execution;

        FixedInterpreter(Path folder, Execution execution) {
            this.folder = folder;
            this.execution = execution;
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Execution execute(String code, CellListener listener) {
            executed.add(code);
            listener.output(execution.output());
            return execution;
        }

        @Override
        public boolean interrupt() {
            return false;
        }

        @Override
        public void close() {}
    }
}
