package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.interpreter.protocol.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How worker processes end: by deadline, memory, interrupt, close, or from outside. */
@Timeout(90)
class WorkerLifeTest {
    private static final SandboxPolicy POLICY =
            SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(4)).withHeapBytes(256L << 20);

    @TempDir
    Path folder;

    private final Set<Long> childrenBefore = children();

    @AfterEach
    void no_process_is_left() throws Exception {
        for (long pid : children()) {
            if (!childrenBefore.contains(pid)) {
                ProcessHandle.of(pid).orElseThrow().onExit().get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void a_cell_that_runs_too_long_is_stopped_and_its_variables_are_kept() throws InterruptedException {
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, POLICY)) {
            run(python, "x = 41");

            Execution execution = run(python, "print('begun')\nwhile True:\n    x = 42");

            assertThat(execution).isEqualTo(new Execution.TimedOut("begun\n", POLICY.cellTimeout(), false, List.of()));
            assertThat(run(python, "x")).isEqualTo(new Execution.Completed("", "42"));
        }
    }

    @Test
    void a_cell_that_cannot_be_interrupted_is_killed_and_files_are_kept() throws InterruptedException {
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, POLICY)) {
            run(python, "open('kept.txt', 'w').write('kept'); x = 1");

            Execution execution = run(python, "sum(range(10 ** 12))");

            assertThat(execution).isEqualTo(new Execution.TimedOut("", POLICY.cellTimeout(), true, List.of("x")));
            assertThat(run(python, "open('kept.txt').read(), 'x' in globals()"))
                    .isEqualTo(new Execution.Completed("", "('kept', False)"));
        }
    }

    @Test
    void a_memory_bomb_ends_its_process_and_the_next_cell_gets_a_new_one() throws InterruptedException {
        try (GraalPyInterpreter python =
                new GraalPyInterpreter(folder, POLICY.withCellTimeout(Duration.ofSeconds(60)))) {
            run(python, "open('kept.txt', 'w').write('kept')");

            Execution execution = run(python, "hoard = []\nwhile True:\n    hoard.append(bytearray(10 ** 7))");

            assertThat(execution)
                    .isEqualTo(new Execution.Died("", "out of memory: the code may use 256 MiB", List.of()));
            assertThat(run(python, "open('kept.txt').read()")).isEqualTo(new Execution.Completed("", "'kept'"));
        }
    }

    @Test
    void a_fresh_process_does_not_renew_the_disk_quota() throws InterruptedException {
        SandboxPolicy small = new SandboxPolicy(Duration.ofSeconds(60), 256L << 20, 1024, 1000, 10);
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, small)) {
            run(python, "open('a', 'w').write('x' * 900)");
            killWorker();

            assertThat(run(python, "1")).isInstanceOf(Execution.Died.class);
            assertThat(run(python, "open('b', 'w').write('x' * 900); open('c')"))
                    .isInstanceOf(Execution.Raised.class);
            assertThat(folder.resolve("b")).isEmptyFile();
        }
    }

    @Test
    void a_process_killed_between_two_cells_is_reported_once() throws InterruptedException {
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, POLICY)) {
            run(python, "x = 1");
            killWorker();

            assertThat(run(python, "x"))
                    .isInstanceOfSatisfying(
                            Execution.Died.class,
                            died -> assertThat(died.reason())
                                    .contains("signal 9")
                                    .contains("was not run"));
            assertThat(run(python, "2")).isEqualTo(new Execution.Completed("", "2"));
        }
    }

    @Test
    void an_interrupted_caller_ends_the_cell_and_not_the_session() throws Exception {
        try (GraalPyInterpreter python =
                new GraalPyInterpreter(folder, POLICY.withCellTimeout(Duration.ofMinutes(10)))) {
            run(python, "x = 5");
            Thread caller = Thread.currentThread();

            assertThatThrownBy(() -> python.execute("print('now')\nwhile True:\n    pass", text -> caller.interrupt()))
                    .isInstanceOf(InterruptedException.class);

            assertThat(Thread.interrupted())
                    .as("left over after the cell was stopped")
                    .isIn(true, false);
            assertThat(run(python, "x")).isEqualTo(new Execution.Completed("", "5"));
        }
    }

    @Test
    void a_consumer_that_fails_ends_the_cell() throws InterruptedException {
        try (GraalPyInterpreter python =
                new GraalPyInterpreter(folder, POLICY.withCellTimeout(Duration.ofMinutes(10)))) {
            assertThatThrownBy(() -> python.execute("print('now')\nwhile True:\n    pass", text -> {
                        throw new IllegalStateException("client gone");
                    }))
                    .hasMessage("client gone");

            assertThat(run(python, "3")).isEqualTo(new Execution.Completed("", "3"));
        }
    }

    @Test
    void closing_ends_the_running_cell_and_the_process() throws Exception {
        GraalPyInterpreter python = new GraalPyInterpreter(folder, POLICY.withCellTimeout(Duration.ofMinutes(10)));

        Execution execution = python.execute("print('now')\nwhile True:\n    pass", text -> python.close());

        assertThat(execution).isEqualTo(new Execution.Died("now\n", "the session was closed", List.of()));
        assertThat(children()).isEqualTo(childrenBefore);
        assertThatThrownBy(() -> run(python, "1"))
                .isInstanceOf(InterpreterException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_worker_ends_with_the_pipe_even_while_it_is_busy() throws Exception {
        WorkerProcess worker = WorkerLauncher.ofThisJvm(WorkerOptions.DEFAULT).start(POLICY, folder);
        worker.send(new Message.Start(folder.toString(), List.of(), 100, 100, 10));
        worker.send(new Message.Execute(1, "print('busy')\nsum(range(10 ** 12))"));
        while (!(worker.receive(TimeUnit.SECONDS.toNanos(60)) instanceof Message.Output)) {
            assertThat(worker.isAlive()).isTrue();
        }

        worker.closeInput();

        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        try (GraalPyInterpreter python = new GraalPyInterpreter(file, POLICY)) {
            assertThatThrownBy(() -> run(python, "1"))
                    .isInstanceOf(InterpreterException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private static Execution run(GraalPyInterpreter python, String code) throws InterruptedException {
        return python.execute(code, text -> {});
    }

    private void killWorker() {
        ProcessHandle worker = ProcessHandle.current()
                .children()
                .filter(child -> !childrenBefore.contains(child.pid()))
                .findFirst()
                .orElseThrow();
        worker.destroyForcibly();
        worker.onExit().join();
    }

    private static Set<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
    }
}
