package dev.qwen4j.interpreter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator lets code import besides Python's own library: folders of modules, wheels, and folders of wheels. Only
 * plain Python runs in the sandbox, so a wheel for one kind of machine is left out, and the log says so. Wheels are
 * unpacked once: GraalPy's own import from zip files fails on some of them.
 */
final class PythonPackages {
    private static final Logger LOG = LoggerFactory.getLogger(PythonPackages.class);

    private PythonPackages() {}

    /**
     * The folders that the configured paths stand for, in their order.
     *
     * @param cache where wheels are unpacked; may be absent
     * @throws InterpreterException if one of them is not there or is no wheel
     */
    static List<Path> folders(List<Path> configured, Path cache) {
        List<Path> folders = new ArrayList<>();
        for (Path path : configured) {
            if (!Files.isReadable(path)) {
                throw new InterpreterException("Python packages cannot be read: there is no folder or file " + path);
            }
            List<Path> wheels = Files.isDirectory(path) ? wheels(path) : List.of(path);
            if (Files.isDirectory(path)) {
                folders.add(path);
            }
            for (Path wheel : wheels) {
                if (needsNativeCode(wheel)) {
                    LOG.warn("{} is left out: the Python sandbox runs no native code", wheel);
                } else {
                    folders.add(unpacked(wheel, cache));
                }
            }
        }
        return List.copyOf(folders);
    }

    private static List<Path> wheels(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InterpreterException("the folder of Python packages " + folder + " cannot be listed", e);
        }
    }

    /** As the last tag of a wheel's name says. */
    private static boolean needsNativeCode(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".whl") && !name.endsWith("-any.whl");
    }

    private static Path unpacked(Path wheel, Path cache) {
        try {
            CRC32 sum = new CRC32();
            String state = wheel + " " + Files.size(wheel) + " " + Files.getLastModifiedTime(wheel);
            sum.update(state.getBytes(StandardCharsets.UTF_8));
            Path folder =
                    cache.resolve("packages").resolve(wheel.getFileName() + "-" + Long.toHexString(sum.getValue()));
            if (!Files.isDirectory(folder)) {
                unpack(wheel, folder);
            }
            return folder;
        } catch (IOException e) {
            throw new InterpreterException("the Python package " + wheel + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static void unpack(Path wheel, Path folder) throws IOException {
        Path scratch = Files.createTempDirectory(Files.createDirectories(folder.resolveSibling("")), "unpacking");
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                Path file = scratch.resolve(entry.getName()).normalize();
                if (!file.startsWith(scratch)) {
                    throw new IOException("its entry " + entry.getName() + " leads out of it");
                }
                Files.createDirectories(file.resolveSibling(""));
                try (InputStream in = zip.getInputStream(entry)) {
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
