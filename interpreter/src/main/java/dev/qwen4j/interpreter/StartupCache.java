package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * The JVM's memory of a worker's start: classes loaded and linked ahead of time. With it Python starts in less than half
 * the time. One file for each JVM and set of jars; it is made by a worker of its own that runs fixed cells, never
 * by one that has run a user's code.
 */
final class StartupCache {
    private static final String TRAINING_PREFIX = "training";
    private static final int KEPT = 3;
    private static final Duration TRAINING_LIMIT = Duration.ofMinutes(5);
    private static final Duration EXIT_LIMIT = Duration.ofMinutes(10);
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final WorkerClassPath classPath;

    StartupCache(Path folder, WorkerClassPath classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** Property {@code qwen4j.cache}, else variable {@code QWEN4J_CACHE}, else the user's cache folder. */
    static Path defaultFolder() {
        String property = System.getProperty("qwen4j.cache");
        String variable = System.getenv("QWEN4J_CACHE");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path root;
        if (property != null && !property.isBlank()) {
            root = Path.of(property);
        } else if (variable != null && !variable.isBlank()) {
            root = Path.of(variable);
        } else if (xdg != null && !xdg.isBlank()) {
            root = Path.of(xdg, "qwen4j");
        } else {
            root = Path.of(System.getProperty("user.home"), ".cache", "qwen4j");
        }
        return root.resolve("python").toAbsolutePath();
    }

    Path folder() {
        return folder;
    }

    /** Where the file is or would be. Its name holds everything that makes the JVM refuse it. */
    Path file() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String jvm = System.getProperty("java.home") + System.getProperty("java.vm.version");
            digest.update(jvm.getBytes(StandardCharsets.UTF_8));
            for (Path jar : classPath.entries()) {
                String state = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
                digest.update(state.getBytes(StandardCharsets.UTF_8));
            }
            return folder.resolve("worker-" + HexFormat.of().formatHex(digest.digest(), 0, 12) + suffix());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new InterpreterException("cannot read the worker's jars: " + e.getMessage(), e);
        }
    }

    private static boolean aheadOfTime() {
        return Runtime.version().feature() >= 25;
    }

    private static String suffix() {
        return aheadOfTime() ? ".aot" : ".jsa";
    }

    /** Flags of a worker that uses the file; none if there is no file yet. */
    List<String> useFlags() {
        if (!classPath.onlyJars()) {
            return List.of();
        }
        Path file = file();
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // A read-only cache serves as well; the time only says which files are still in use.
        }
        return List.of((aheadOfTime() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
    }

    /** Flags of a worker that leaves {@code target} at its exit. */
    List<String> createFlags(Path target) {
        if (!aheadOfTime()) {
            return List.of("-XX:ArchiveClassesAtExit=" + target);
        }
        return List.of(
                "-XX:AOTCacheOutput=" + target,
                // Without what the training compiled: a start would compile all of that before it needs any of it.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining");
    }

    /** Begins to create the file if it is absent, once for each JVM, in a process of its own. */
    void createInBackground(WorkerLauncher launcher) {
        if (!classPath.onlyJars() || Files.exists(file()) || !BEGUN.add(file())) {
            return;
        }
        try {
            launcher.startCacheBuild();
        } catch (IOException e) {
            LoggerFactory.getLogger(StartupCache.class).debug("No start-up cache for Python was made", e);
        }
    }

    /**
     * Creates the file unless it exists or another process is at it. Takes tens of seconds.
     *
     * @return whether the file exists now
     */
    boolean create(WorkerLauncher launcher) throws IOException, InterruptedException {
        if (!classPath.onlyJars()) {
            return false;
        }
        Files.createDirectories(folder);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("create.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && !Files.exists(file())) {
                clearLeftovers();
                train(launcher);
                prune();
            }
        }
        return Files.exists(file());
    }

    private void train(WorkerLauncher launcher) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(folder, TRAINING_PREFIX);
        Path session = Files.createDirectory(scratch.resolve("session"));
        Path target = scratch.resolve("cache" + suffix());
        WorkerProcess worker = launcher.startTraining(session, target);
        try {
            worker.send(new Message.Start(
                    session.toString(),
                    launcher.libraries().stream().map(Path::toString).toList(),
                    1 << 16,
                    1 << 24,
                    100));
            List<String> cells = trainingCells();
            for (int i = 0; i < cells.size(); i++) {
                worker.send(new Message.Execute(i + 1, cells.get(i)));
            }
            awaitEnd(worker, cells.size());
            worker.closeInput();
            if (worker.waitFor(EXIT_LIMIT.toSeconds(), TimeUnit.SECONDS) && Files.isRegularFile(target)) {
                Files.move(target, file(), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (WorkerEndedException e) {
            throw new IOException("the training worker ended early: " + worker.causeOfDeath(), e);
        } finally {
            worker.kill();
            FolderTree.delete(scratch);
        }
    }

    private static void awaitEnd(WorkerProcess worker, int lastCell)
            throws IOException, InterruptedException, WorkerEndedException {
        long deadline = System.nanoTime() + TRAINING_LIMIT.toNanos();
        while (!(worker.receive(deadline - System.nanoTime()) instanceof Message.CellEnd end
                && end.cell() == lastCell)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the training worker did not answer in time");
            }
        }
    }

    static List<String> trainingCells() throws IOException {
        try (InputStream in = StartupCache.class.getResourceAsStream("training.py")) {
            if (in == null) {
                throw new IOException("training.py is missing from the class path");
            }
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("# %%\n"));
        }
    }

    /** Files of jars and JVMs that are gone would pile up otherwise. */
    private void prune() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().startsWith("worker-"))
                    .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
        }
        for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }

    /** Of a process that was killed while it held the lock. */
    private void clearLeftovers() throws IOException {
        List<Path> leftovers;
        try (Stream<Path> all = Files.list(folder)) {
            leftovers = all.filter(path -> path.getFileName().toString().startsWith(TRAINING_PREFIX))
                    .toList();
        }
        for (Path leftover : leftovers) {
            FolderTree.delete(leftover);
        }
    }
}
