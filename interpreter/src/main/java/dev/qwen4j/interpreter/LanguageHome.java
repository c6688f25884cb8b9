package dev.qwen4j.interpreter;

import dev.qwen4j.interpreter.protocol.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The files of Python's own library, unpacked from GraalPy's jars by a worker that runs nobody's code. Workers that do
 * cannot write to them.
 */
final class LanguageHome {
    private static final Duration UNPACK_LIMIT = Duration.ofMinutes(3);

    private LanguageHome() {}

    /** Where they are or would be. The name holds the versions of the jars they are from. */
    static Path folder(Path cache, WorkerClassPath classPath) {
        String jars = classPath.entries().stream()
                .map(Path::getFileName)
                .map(Path::toString)
                .filter(name -> !name.startsWith("qwen4j"))
                .collect(Collectors.joining(" "));
        CRC32 sum = new CRC32();
        sum.update(jars.getBytes(StandardCharsets.UTF_8));
        return cache.resolve("home-" + Long.toHexString(sum.getValue()));
    }

    /** Unpacks them unless they are there. Takes seconds, once on a machine. */
    static synchronized void unpack(WorkerLauncher launcher) throws IOException {
        Path home = launcher.languageHome();
        if (Files.isDirectory(home)) {
            return;
        }
        Files.createDirectories(home.resolveSibling(""));
        Path scratch = Files.createTempDirectory(home.resolveSibling(""), "unpacking");
        try {
            Path unpacked = Files.createDirectory(scratch.resolve("home"));
            Path session = Files.createDirectory(scratch.resolve("session"));
            WorkerProcess worker = launcher.startUnpacking(session, unpacked);
            try {
                worker.send(new Message.Start(session.toString(), List.of(), 1024, 0, 0));
                if (!(worker.receive(UNPACK_LIMIT.toNanos()) instanceof Message.Ready)) {
                    throw new IOException("the process that unpacks Python's library did not answer");
                }
            } catch (WorkerEndedException e) {
                throw new IOException("the process that unpacks Python's library ended early", e);
            } finally {
                worker.kill();
            }
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Python's library was unpacked", e);
        } catch (IOException e) {
            // Another process was faster: what it made is the same.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            FolderTree.delete(scratch);
        }
    }
}
