package dev.qwen4j.interpreter;

import java.nio.file.Path;
import java.util.List;

/**
 * How worker processes are made; what a session may use in one is its {@link SandboxPolicy}.
 *
 * @param libraries folders of Python modules, and wheels or other zip archives of them, which code can import from and
 *     read but not change; in this order, after the modules that come with this project
 */
public record WorkerOptions(List<Path> libraries) {
    /** No further libraries. */
    public static final WorkerOptions DEFAULT = new WorkerOptions(List.of());

    public WorkerOptions {
        libraries = libraries.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    public WorkerOptions withLibraries(List<Path> value) {
        return new WorkerOptions(value);
    }
}
