package dev.qwen4j.interpreter;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts worker processes: the running JVM's own {@code java} with a heap limit, an empty environment and, where the
 * system has {@code prlimit} and {@code nice}, limits on files and a lower priority.
 */
final class WorkerLauncher {
    static final int OUT_OF_MEMORY_EXIT = 3;

    private static final String MAIN = "dev.qwen4j.interpreter.worker.WorkerMain";
    private static final int OPEN_FILES = 256;
    /** Room for the language's own files, which the first worker on a machine unpacks. */
    private static final long LEAST_FILE_BYTES = 64L << 20;

    private final WorkerClassPath classPath;
    private final StartupCache cache;
    private final List<Path> libraries;

    /** @param libraries what Python imports from besides its own library */
    WorkerLauncher(WorkerClassPath classPath, StartupCache cache, List<Path> libraries) {
        this.classPath = classPath;
        this.cache = cache;
        this.libraries = List.copyOf(libraries);
    }

    static WorkerLauncher ofThisJvm(WorkerOptions options) {
        WorkerClassPath classPath = WorkerClassPath.find();
        StartupCache cache = new StartupCache(StartupCache.defaultFolder(), classPath);
        List<Path> libraries = new ArrayList<>();
        libraries.add(BundledLibrary.folder(cache.folder()));
        libraries.addAll(options.libraries());
        return new WorkerLauncher(classPath, cache, libraries);
    }

    /** Absolute paths of what Python imports from besides its own library, in this order. */
    List<Path> libraries() {
        return libraries;
    }

    StartupCache cache() {
        return cache;
    }

    WorkerProcess start(SandboxPolicy policy, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(lowerPriority(5));
        command.addAll(limits(policy));
        command.addAll(java(policy.heapBytes(), cache.useFlags()));
        return WorkerProcess.start(builder(command, folder));
    }

    /** A worker that leaves a start-up cache at its exit. */
    WorkerProcess startTraining(Path folder, Path cacheFile) throws IOException {
        List<String> command = new ArrayList<>(lowerPriority(19));
        command.addAll(java(SandboxPolicy.DEFAULT.heapBytes(), cache.createFlags(cacheFile)));
        return WorkerProcess.start(builder(command, folder));
    }

    /** A process of its own that creates the start-up cache and outlives this JVM if need be, at the lowest priority. */
    void startCacheBuild() throws IOException {
        List<String> command = new ArrayList<>(lowerPriority(19));
        command.addAll(List.of(javaExecutable(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath.toString(), StartupCacheBuild.class.getName()));
        command.add(cache.folder().toString());
        builder(command, Files.createDirectories(cache.folder()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .getOutputStream()
                .close();
    }

    private static ProcessBuilder builder(List<String> command, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        // Without it file names are ASCII.
        environment.put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private List<String> java(long heapBytes, List<String> cacheFlags) {
        List<String> command = new ArrayList<>();
        command.add(javaExecutable());
        command.add("-Xmx" + heapBytes);
        command.addAll(flags());
        command.addAll(cacheFlags);
        // Where GraalPy unpacks its standard library, once.
        command.add("-Dpolyglot.engine.userResourceCache=" + cache.folder());
        command.addAll(List.of("-cp", classPath.toString(), MAIN));
        return command;
    }

    /** The same for every worker: the start-up cache holds only for the flags it was made with. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                // The standard output carries messages only.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= 23) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    private static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> lowerPriority(int steps) {
        Path nice = Path.of("/usr/bin/nice");
        return Files.isExecutable(nice) ? List.of(nice.toString(), "-n", String.valueOf(steps)) : List.of();
    }

    private static List<String> limits(SandboxPolicy policy) {
        Path prlimit = Path.of("/usr/bin/prlimit");
        if (File.separatorChar != '/' || !Files.isExecutable(prlimit)) {
            return List.of();
        }
        long fileBytes = Math.max(policy.diskBytes(), LEAST_FILE_BYTES);
        return List.of(prlimit.toString(), "--fsize=" + fileBytes, "--nofile=" + OPEN_FILES, "--core=0", "--");
    }
}
