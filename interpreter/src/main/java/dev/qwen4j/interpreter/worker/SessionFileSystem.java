package dev.qwen4j.interpreter.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files Python sees: the session's folder and nothing else. What lies outside does not exist for a reader and is
 * denied to a writer. Links cannot be made, and those that are already in the folder are not followed. What is written
 * comes out of a quota; what is deleted goes back to it.
 *
 * <p>The language's own files are not among them: {@link GuestFileSystem} adds those.
 */
final class SessionFileSystem implements FileSystem {
    private static final Set<String> SETTABLE = Set.of("lastModifiedTime", "lastAccessTime", "permissions");

    private final Path root;
    private final Quota quota;
    /** Files open for writing by their key: deleted ones still take space. */
    private final Map<Object, Integer> open = new HashMap<>();

    private Path workingDirectory;

    /** @param folder exists */
    SessionFileSystem(Path folder, Quota quota) throws IOException {
        this.root = folder.toRealPath();
        this.workingDirectory = root;
        this.quota = quota;
    }

    Path root() {
        return root;
    }

    @Override
    public Path parsePath(URI uri) {
        return Path.of(uri);
    }

    @Override
    public Path parsePath(String path) {
        return Path.of(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        Path file = modes.contains(AccessMode.WRITE) ? writable(path) : readable(path);
        file.getFileSystem().provider().checkAccess(file, modes.toArray(AccessMode[]::new));
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        Path folder = writable(path);
        quota.takeFile();
        try {
            Files.createDirectory(folder, attributes);
        } catch (IOException e) {
            quota.giveFile();
            throw e;
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        Path file = writable(path);
        if (file.equals(root)) {
            throw new AccessDeniedException(path.toString());
        }
        BasicFileAttributes attributes = attributes(file);
        Files.delete(file);
        giveBack(attributes);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = writable(source);
        Path to = writable(target);
        if (from.equals(root)) {
            throw new AccessDeniedException(source.toString());
        }
        boolean replaces = Files.exists(to, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(from, to);
        if (!replaces) {
            Files.move(from, to, options);
            return;
        }
        BasicFileAttributes replaced = attributes(to);
        Files.move(from, to, options);
        giveBack(replaced);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        boolean writes = !onlyReads(options);
        Path file = writes ? writable(path) : readable(path);
        boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (exists && attributes(file).isOther()) {
            throw new AccessDeniedException(path.toString());
        }
        Set<OpenOption> safe = new HashSet<>(options);
        safe.add(LinkOption.NOFOLLOW_LINKS);
        if (!writes) {
            return Files.newByteChannel(file, safe, attributes);
        }
        long size = exists ? Files.size(file) : 0;
        if (!exists) {
            quota.takeFile();
        }
        SeekableByteChannel channel;
        try {
            channel = Files.newByteChannel(file, safe, attributes);
        } catch (IOException e) {
            if (!exists) {
                quota.giveFile();
            }
            throw e;
        }
        if (exists) {
            quota.giveBytes(size - channel.size());
        }
        return new QuotaChannel(channel, options.contains(StandardOpenOption.APPEND), quota, opened(file));
    }

    static boolean onlyReads(Set<? extends OpenOption> options) {
        return options.stream().allMatch(option -> option == StandardOpenOption.READ || option instanceof LinkOption);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return Files.newDirectoryStream(readable(path), filter::accept);
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return workingDirectory.resolve(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        return readable(path).toRealPath(LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Files.readAttributes(readable(path), attributes, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        if (!SETTABLE.contains(attribute.substring(attribute.indexOf(':') + 1))) {
            throw new AccessDeniedException(path.toString());
        }
        Files.setAttribute(writable(path), attribute, value, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        throw new AccessDeniedException(link.toString());
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(link.toString());
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        throw new NotLinkException(readable(link).toString());
    }

    @Override
    public void setCurrentWorkingDirectory(Path path) {
        try {
            Path folder = readable(path);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(path.toString());
            }
            workingDirectory = folder;
        } catch (IOException e) {
            throw new IllegalArgumentException("not a folder of this session: " + path, e);
        }
    }

    @Override
    public Path getTempDirectory() {
        return root;
    }

    private Path readable(Path path) throws IOException {
        Path file = toAbsolutePath(path).normalize();
        if (leaves(file)) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    private Path writable(Path path) throws IOException {
        Path file = toAbsolutePath(path).normalize();
        if (leaves(file)) {
            throw new AccessDeniedException(path.toString(), null, "only the session's folder can be written");
        }
        return file;
    }

    /** Links are refused on the whole way down, so that normalizing the text of a path cannot mislead. */
    private boolean leaves(Path file) {
        if (!file.startsWith(root)) {
            return true;
        }
        Path step = root;
        for (Path name : root.relativize(file)) {
            step = step.resolve(name);
            if (Files.isSymbolicLink(step)) {
                return true;
            }
        }
        return false;
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Runnable opened(Path file) throws IOException {
        Object key = attributes(file).fileKey();
        if (key == null) {
            return () -> {};
        }
        synchronized (open) {
            open.merge(key, 1, Integer::sum);
        }
        return () -> {
            synchronized (open) {
                open.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
            }
        };
    }

    private void giveBack(BasicFileAttributes deleted) {
        quota.giveFile();
        synchronized (open) {
            if (deleted.isRegularFile() && deleted.fileKey() != null && !open.containsKey(deleted.fileKey())) {
                quota.giveBytes(deleted.size());
            }
        }
    }
}
