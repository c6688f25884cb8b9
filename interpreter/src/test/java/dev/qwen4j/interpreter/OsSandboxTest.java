package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system holds a worker to, looked at from outside. */
@Timeout(180)
class OsSandboxTest {
    @TempDir
    Path temp;

    @Test
    void namespaces_that_are_required_and_missing_are_a_refusal_that_names_the_cause() {
        Path nothing = temp.resolve("bwrap");

        assertThatThrownBy(() -> OsSandbox.of(WorkerOptions.Namespaces.REQUIRED, nothing))
                .isInstanceOf(InterpreterException.class)
                .hasMessageContaining(nothing.toString())
                .hasMessageContaining("install bubblewrap");
        assertThat(OsSandbox.of(WorkerOptions.Namespaces.AUTO, nothing).namespaces())
                .isFalse();
    }

    @Test
    void bubblewrap_that_fails_is_as_good_as_none() throws IOException {
        Path broken = Files.writeString(temp.resolve("bwrap"), "#!/bin/sh\necho no namespaces here >&2\nexit 1\n");
        assumeTrue(broken.toFile().setExecutable(true));

        assertThatThrownBy(() -> OsSandbox.of(WorkerOptions.Namespaces.REQUIRED, broken))
                .hasMessageContaining("no namespaces here");
    }

    @Test
    void a_worker_has_limits_and_where_possible_namespaces_of_its_own() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/ns")), "needs Linux");
        WorkerOptions options = WorkerOptions.DEFAULT.withCpuLimit(Duration.ofSeconds(1234));
        Path folder = temp.resolve("session");
        try (GraalPyInterpreter python = new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT, options, Map.of())) {
            assertThat(python.execute("6 * 7", text -> {})).isEqualTo(new Execution.Completed("", "42"));

            ProcessHandle java = worker();
            Path proc = Path.of("/proc", String.valueOf(java.pid()));
            assertThat(Files.readString(proc.resolve("limits")))
                    .containsPattern("Max cpu time +1234")
                    .containsPattern("Max open files +256")
                    .containsPattern("Max core file size +0")
                    .containsPattern("Max file size +" + SandboxPolicy.DEFAULT.diskBytes());
            assumeTrue(OsSandbox.of(WorkerOptions.Namespaces.AUTO).namespaces(), "bubblewrap does not work here");
            assertThat(Files.readString(proc.resolve("limits"))).containsPattern("Max processes +200");
            for (String kind : List.of("net", "pid", "mnt", "ipc", "uts")) {
                assertThat(Files.readSymbolicLink(proc.resolve("ns").resolve(kind)))
                        .as(kind)
                        .isNotEqualTo(
                                Files.readSymbolicLink(Path.of("/proc/self/ns").resolve(kind)));
            }
            assertThat(Files.readString(proc.resolve("status"))).containsPattern("CapEff:\\s+0000000000000000");
            assertThat(Files.readAllLines(proc.resolve("net/dev")))
                    .filteredOn(line -> line.contains(":"))
                    .allSatisfy(line -> assertThat(line.strip()).startsWith("lo:"));
            assertThat(proc.resolve("root/home")).doesNotExist();
            assertThat(proc.resolve("root/etc/passwd")).doesNotExist();
        }
    }

    private static ProcessHandle worker() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }
}
