package dev.qwen4j.interpreter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The Python modules that come with this project: everything below {@code dev/qwen4j/interpreter/python} in its jar. A
 * worker reads them from a folder, so those of a jar are unpacked once, under a name that says what is in them.
 */
final class BundledLibrary {
    private static final String ROOT = "dev/qwen4j/interpreter/python/";
    private static final String MARKER = ROOT + "_qwen4j_display.py";

    private BundledLibrary() {}

    /**
     * @param cache where to unpack; may be absent
     * @throws InterpreterException if that fails
     */
    static Path folder(Path cache) {
        URL marker = BundledLibrary.class.getClassLoader().getResource(MARKER);
        if (marker == null) {
            throw new InterpreterException(MARKER + " is not on the class path");
        }
        Path origin = WorkerClassPath.origin(marker, MARKER);
        if (Files.isDirectory(origin)) {
            return origin.resolve(ROOT).toAbsolutePath().normalize();
        }
        try (ZipFile jar = new ZipFile(origin.toFile())) {
            List<? extends ZipEntry> modules = jar.stream()
                    .filter(entry -> entry.getName().startsWith(ROOT) && !entry.isDirectory())
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            Path folder = cache.resolve("library-" + checksum(modules));
            if (!Files.isDirectory(folder)) {
                unpack(jar, modules, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new InterpreterException("cannot unpack Python modules into " + cache + ": " + e.getMessage(), e);
        }
    }

    private static String checksum(List<? extends ZipEntry> modules) {
        CRC32 sum = new CRC32();
        for (ZipEntry module : modules) {
            sum.update((module.getName() + module.getCrc() + module.getSize()).getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(sum.getValue()) + "-" + modules.size();
    }

    private static void unpack(ZipFile jar, List<? extends ZipEntry> modules, Path folder) throws IOException {
        Path scratch = Files.createTempDirectory(Files.createDirectories(folder.resolveSibling("")), "unpacking");
        try {
            for (ZipEntry module : modules) {
                Path file = scratch.resolve(module.getName().substring(ROOT.length()));
                Files.createDirectories(file.resolveSibling(""));
                try (InputStream in = jar.getInputStream(module)) {
                    Files.copy(in, file);
                }
            }
            Files.move(scratch, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster: what it made is the same.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } finally {
            FolderTree.delete(scratch);
        }
    }
}
