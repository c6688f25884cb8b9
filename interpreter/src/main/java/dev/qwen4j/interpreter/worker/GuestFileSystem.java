package dev.qwen4j.interpreter.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The session's files, and for reading the libraries and the language's own. Those lie on the host for all sessions:
 * whoever could change one would run code in every later session. {@link FileSystem#allowInternalResourceAccess} lets
 * a guest write them, so everything that changes a file is asked of the session's files alone.
 */
final class GuestFileSystem implements FileSystem {
    private final SessionFileSystem session;
    private final FileSystem sessionAndLanguage;
    private final FileSystem host = FileSystem.newReadOnlyFileSystem(FileSystem.newDefaultFileSystem());
    private final List<Path> libraries;

    /** @param libraries absolute and normalized */
    GuestFileSystem(SessionFileSystem session, List<Path> libraries) {
        this.session = session;
        this.sessionAndLanguage = FileSystem.allowInternalResourceAccess(session);
        this.libraries = libraries;
    }

    private FileSystem readable(Path normal) {
        return libraries.stream().anyMatch(normal::startsWith) ? host : sessionAndLanguage;
    }

    @Override
    public Path parsePath(URI uri) {
        return session.parsePath(uri);
    }

    @Override
    public Path parsePath(String path) {
        return session.parsePath(path);
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return session.toAbsolutePath(path);
    }

    @Override
    public void setCurrentWorkingDirectory(Path path) {
        session.setCurrentWorkingDirectory(path);
    }

    @Override
    public Path getTempDirectory() {
        return session.getTempDirectory();
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        if (modes.contains(AccessMode.WRITE)) {
            session.checkAccess(path, modes, options);
        } else {
            readable(normal(path)).checkAccess(normal(path), modes, options);
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return SessionFileSystem.onlyReads(options)
                ? readable(normal(path)).newByteChannel(normal(path), options, attributes)
                : session.newByteChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return readable(normal(path)).newDirectoryStream(normal(path), filter);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return readable(normal(path)).readAttributes(normal(path), attributes, options);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        return readable(normal(path)).toRealPath(normal(path), options);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return session.readSymbolicLink(link);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        session.createDirectory(path, attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
        session.delete(path);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        session.move(source, target, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        session.setAttribute(path, attribute, value, options);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        session.createLink(link, existing);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        session.createSymbolicLink(link, target, attributes);
    }

    /** A path that begins in a folder for reading must not lead out of it again. */
    private Path normal(Path path) {
        return toAbsolutePath(path).normalize();
    }
}
