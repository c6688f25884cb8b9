package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the service, of a worker, and of both in either order: no process is left, no file is lost. */
@Timeout(240)
class CrashTest {
    @TempDir
    Path folder;

    private Process service;
    private BufferedReader said;

    /** What is killed: a JVM with one session in a cell that does not end by itself. */
    static final class Service {
        public static void main(String[] args) throws InterruptedException {
            SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(10));
            GraalPyInterpreter python = new GraalPyInterpreter(Path.of(args[0]), policy);
            python.execute("open('kept.txt', 'w').write('kept')", text -> {});
            Execution execution = python.execute("print('running')\nwhile True:\n    pass", System.out::print);
            System.out.println(execution.toString().replace("\n", " "));
            Thread.sleep(Duration.ofMinutes(10));
        }
    }

    private void startService() throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Service.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        service = builder.start();
        said = service.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("running");
    }

    @AfterEach
    void end() {
        service.descendants().forEach(ProcessHandle::destroyForcibly);
        service.destroyForcibly();
    }

    @Test
    void killing_the_service_ends_its_workers_and_keeps_the_files() throws Exception {
        startService();
        List<ProcessHandle> workers = service.descendants().toList();
        assertThat(workers).isNotEmpty();

        service.destroyForcibly().waitFor();

        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(folder.resolve("kept.txt")).hasContent("kept");
    }

    @Test
    void killing_a_worker_is_told_with_its_reason_and_killing_the_service_after_it_leaves_nothing() throws Exception {
        startService();
        List<ProcessHandle> workers = service.descendants().toList();

        workers.forEach(ProcessHandle::destroyForcibly);

        assertThat(said.readLine()).startsWith("Died[").contains("signal 9");
        List<ProcessHandle> fresh = service.descendants().toList();
        service.destroyForcibly().waitFor();
        for (ProcessHandle worker : fresh) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
        for (ProcessHandle worker : workers) {
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(folder.resolve("kept.txt")).hasContent("kept");
    }
}
