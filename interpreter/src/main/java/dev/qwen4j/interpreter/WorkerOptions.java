package dev.qwen4j.interpreter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How worker processes are made; what a session may use in one is its {@link SandboxPolicy}.
 *
 * @param libraries folders of Python modules, folders of wheels, and single wheels or other zip archives, which code can
 *     import from and read but not change; in this order, after the modules that come with this project
 * @param namespaces whether the operating system must keep workers apart from the rest of the machine
 * @param cpuLimit processor time of one process, after which the system ends it: a last stop behind the deadline of
 *     each cell
 * @param jit a folder with the jars of the Graal compiler, for code that computes for long; null for the interpreter
 *     alone, which starts sooner and leaves more of the processor to others
 */
public record WorkerOptions(
        List<Path> libraries,
        Namespaces namespaces,
        Duration cpuLimit,
        @Nullable Path jit) {
    /** Whether workers run in Linux namespaces of their own: without network, other processes and other files. */
    public enum Namespaces {
        /** Where the system can; the log says whether it could. */
        AUTO,
        /** Or no worker is started. */
        REQUIRED,
        /** Even where the system could. */
        OFF
    }

    /** No further libraries, namespaces where possible, two hours of processor time, no compiler. */
    public static final WorkerOptions DEFAULT =
            new WorkerOptions(List.of(), Namespaces.AUTO, Duration.ofHours(2), null);

    public WorkerOptions {
        libraries = libraries.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
        jit = jit == null ? null : jit.toAbsolutePath().normalize();
        if (cpuLimit.toSeconds() < 1) {
            throw new IllegalArgumentException("cpuLimit must be at least a second but is " + cpuLimit);
        }
    }

    public WorkerOptions withLibraries(List<Path> value) {
        return new WorkerOptions(value, namespaces, cpuLimit, jit);
    }

    public WorkerOptions withNamespaces(Namespaces value) {
        return new WorkerOptions(libraries, value, cpuLimit, jit);
    }

    public WorkerOptions withCpuLimit(Duration value) {
        return new WorkerOptions(libraries, namespaces, value, jit);
    }

    public WorkerOptions withJit(@Nullable Path value) {
        return new WorkerOptions(libraries, namespaces, cpuLimit, value);
    }
}
