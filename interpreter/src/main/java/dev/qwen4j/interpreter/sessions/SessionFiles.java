package dev.qwen4j.interpreter.sessions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of a session, from outside. Names are relative, with slashes; links, which code cannot make, are treated as if
 * they were not there.
 */
public final class SessionFiles {
    private final Path root;
    private final long maxBytes;
    private final int maxFiles;

    /**
     * @param maxBytes size of all files together beyond which nothing is uploaded
     * @param maxFiles number of files beyond which nothing is uploaded
     */
    SessionFiles(Path root, long maxBytes, int maxFiles) {
        this.root = root.toAbsolutePath().normalize();
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /** A file as it is listed. */
    public record Entry(String name, long bytes, Instant modified) {}

    /** All files, by name. */
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    entries.add(new Entry(
                            name(file),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Deleted in the meantime by the code.
                return FileVisitResult.CONTINUE;
            }
        });
        entries.sort((a, b) -> a.name().compareTo(b.name()));
        return entries;
    }

    private String name(Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    /**
     * Opens a file for reading.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IllegalArgumentException if the name leads out of the session
     */
    public InputStream read(String name) throws IOException {
        Path file = file(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(name);
        }
        return Channels.newInputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    /**
     * Writes a file whole, or not at all.
     *
     * @throws QuotaException if there is no room for it
     * @throws IllegalArgumentException if the name leads out of the session
     */
    public Entry write(String name, InputStream content) throws IOException {
        Path file = file(name);
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("'" + name + "' is a folder");
        }
        List<Entry> others = list().stream()
                .filter(entry -> !entry.name().equals(name(file)))
                .toList();
        if (others.size() >= maxFiles) {
            throw new QuotaException("the session has " + others.size() + " files, the limit is " + maxFiles);
        }
        long room = maxBytes - others.stream().mapToLong(Entry::bytes).sum();
        Path folder = file.resolveSibling("");
        Files.createDirectories(folder);
        Path scratch = Files.createTempFile(root.resolveSibling(""), "upload", "");
        try {
            copy(content, scratch, room);
            Files.move(scratch, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(scratch);
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Entry(
                name(file), attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private void copy(InputStream content, Path target, long room) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long written = 0;
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                written += read;
                if (written > room) {
                    throw new QuotaException("the session has room for " + Math.max(0, room)
                            + " more bytes, the limit for all its files is " + maxBytes);
                }
                out.write(buffer, 0, read);
            }
        }
    }

    /**
     * Deletes a file.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IllegalArgumentException if the name leads out of the session
     */
    public void delete(String name) throws IOException {
        Path file = file(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(name);
        }
        Files.delete(file);
    }

    private Path file(String name) throws IOException {
        Path file;
        try {
            file = root.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a file", e);
        }
        if (name.isBlank() || name.startsWith("/") || !file.startsWith(root) || file.equals(root)) {
            throw new IllegalArgumentException("'" + name + "' is not a name within the session's folder");
        }
        Path step = root;
        for (Path part : root.relativize(file)) {
            step = step.resolve(part);
            if (Files.isSymbolicLink(step)) {
                throw new NoSuchFileException(name);
            }
        }
        return file;
    }

    /** What each file is now, to see later which have changed. */
    Map<String, Entry> snapshot() throws IOException {
        Map<String, Entry> files = new HashMap<>();
        list().forEach(entry -> files.put(entry.name(), entry));
        return files;
    }

    /** Names of the files that were made or changed since. */
    List<String> changedSince(Map<String, Entry> before) throws IOException {
        return list().stream()
                .filter(entry -> !entry.equals(before.get(entry.name())))
                .map(Entry::name)
                .toList();
    }
}
