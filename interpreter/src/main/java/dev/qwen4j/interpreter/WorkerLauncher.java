package dev.qwen4j.interpreter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Starts worker processes: the running JVM's own {@code java} with a heap limit and an empty environment, inside what
 * {@link OsSandbox} finds on this system.
 */
final class WorkerLauncher {
    static final int OUT_OF_MEMORY_EXIT = 3;

    private static final String MAIN = "dev.qwen4j.interpreter.worker.WorkerMain";
    /** Room for small files whatever the quota says. */
    private static final long LEAST_FILE_BYTES = 1L << 20;

    /** Only one thread starts workers: the system ends a worker in namespaces with the thread that started it. */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("python-worker-starter").unstarted(task));

    private final WorkerClassPath classPath;
    private final StartupCache cache;
    private final WorkerOptions options;
    private final List<Path> libraries;

    /** @param bundled folder of the modules that come with this project */
    WorkerLauncher(WorkerClassPath classPath, StartupCache cache, Path bundled, WorkerOptions options) {
        this.classPath = classPath;
        this.cache = cache;
        this.options = options;
        this.libraries = Stream.concat(
                        Stream.of(bundled), PythonPackages.folders(options.libraries(), cache.folder()).stream())
                .toList();
    }

    static WorkerLauncher ofThisJvm(WorkerOptions options) {
        WorkerClassPath classPath = WorkerClassPath.find();
        StartupCache cache = new StartupCache(StartupCache.defaultFolder(), classPath);
        return new WorkerLauncher(classPath, cache, BundledLibrary.folder(cache.folder()), options);
    }

    /** Absolute paths of what Python imports from besides its own library, in this order. */
    List<Path> libraries() {
        return libraries;
    }

    StartupCache cache() {
        return cache;
    }

    /** Where Python's own library is unpacked, or will be. */
    Path languageHome() {
        return LanguageHome.folder(cache.folder(), classPath);
    }

    /**
     * Starts a worker.
     *
     * @throws InterpreterException if the system cannot hold it as the options demand
     */
    WorkerProcess start(SandboxPolicy policy, Path folder) throws IOException {
        OsSandbox system = OsSandbox.of(options.namespaces());
        LanguageHome.unpack(this);
        List<String> cacheFlags = options.jit() == null ? cache.useFlags() : List.of();
        List<Path> readable = new ArrayList<>(classPath.entries());
        readable.add(languageHome());
        readable.addAll(libraries);
        if (!cacheFlags.isEmpty()) {
            readable.add(cache.file());
        }
        if (options.jit() != null) {
            readable.add(options.jit());
        }
        List<String> command = new ArrayList<>(OsSandbox.lowerPriority(5));
        command.addAll(system.command(
                folder,
                readable,
                Math.max(policy.diskBytes(), LEAST_FILE_BYTES),
                options.cpuLimit().toSeconds()));
        command.addAll(java(policy.heapBytes(), runtimeFlags(cacheFlags), languageHome()));
        return started(builder(command, folder));
    }

    /** A worker that runs nobody's code and may write to the folder of Python's own library. */
    WorkerProcess startUnpacking(Path folder, Path home) throws IOException {
        return started(
                builder(java(SandboxPolicy.DEFAULT.heapBytes(), List.of("-XX:TieredStopAtLevel=1"), home), folder));
    }

    /** A worker that leaves a start-up cache at its exit. */
    WorkerProcess startTraining(Path folder, Path cacheFile) throws IOException {
        LanguageHome.unpack(this);
        List<String> command = new ArrayList<>(OsSandbox.lowerPriority(19));
        List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        flags.addAll(cache.createFlags(cacheFile));
        command.addAll(java(SandboxPolicy.DEFAULT.heapBytes(), flags, languageHome()));
        return started(builder(command, folder));
    }

    private static WorkerProcess started(ProcessBuilder builder) throws IOException {
        CompletableFuture<WorkerProcess> starting = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return WorkerProcess.start(builder);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                STARTER);
        try {
            return starting.get();
        } catch (InterruptedException e) {
            starting.thenAccept(WorkerProcess::kill);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a process was started", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause());
        }
    }

    private List<String> runtimeFlags(List<String> cacheFlags) {
        Path jit = options.jit();
        if (jit != null) {
            return List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "--upgrade-module-path=" + jit);
        }
        List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        flags.addAll(cacheFlags);
        return flags;
    }

    /** A process of its own that creates the start-up cache and outlives this JVM if need be, at the lowest priority. */
    void startCacheBuild() throws IOException {
        List<String> command = new ArrayList<>(OsSandbox.lowerPriority(19));
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

    private List<String> java(long heapBytes, List<String> runtimeFlags, Path home) {
        List<String> command = new ArrayList<>();
        command.add(javaExecutable());
        command.add("-Xmx" + heapBytes);
        command.addAll(flags());
        command.addAll(runtimeFlags);
        // Where GraalPy looks for its standard library before it unpacks it.
        command.add("-Dpolyglot.engine.userResourceCache=" + home);
        command.addAll(List.of("-cp", classPath.toString(), MAIN));
        return command;
    }

    /** The same for every worker: the start-up cache holds only for the flags it was made with. */
    private static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
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
}
