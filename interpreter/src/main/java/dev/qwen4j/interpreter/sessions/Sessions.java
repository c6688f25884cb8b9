package dev.qwen4j.interpreter.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WarmPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions of a service, in one folder: {@code ID/files} is what code sees, {@code ID/cells.jsonl} what has run. A
 * service that starts again over the same folder has the same sessions; their variables are gone, their files are not.
 * Safe for use by several threads.
 */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILES = "files";
    private static final String ABOUT = "session.json";
    private static final String CELLS = "cells.jsonl";
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(1);

    private final Path root;
    private final SessionLimits limits;
    private final SandboxPolicy policy;
    private final Function<Path, GraalPyInterpreter> opener;
    private final InstantSource clock;
    private final FileChannel lockFile;
    private final Map<String, Session> sessions = new ConcurrentSkipListMap<>();
    private final WarmPool pool;
    private final Thread sweeper;

    /**
     * Takes over the sessions that are in the folder, and begins to start some ahead.
     *
     * @param warm how many sessions wait ready to be handed out
     * @param policy what each session may use
     * @param opener makes the session of a folder under that policy, without starting it
     * @throws InterpreterException if the folder cannot be used, or another JVM uses it
     */
    public Sessions(
            Path root,
            SessionLimits limits,
            int warm,
            SandboxPolicy policy,
            Function<Path, GraalPyInterpreter> opener) {
        this(root, limits, warm, policy, opener, InstantSource.system());
    }

    Sessions(
            Path root,
            SessionLimits limits,
            int warm,
            SandboxPolicy policy,
            Function<Path, GraalPyInterpreter> opener,
            InstantSource clock) {
        this.root = root.toAbsolutePath().normalize();
        this.limits = limits;
        this.policy = policy;
        this.opener = opener;
        this.clock = clock;
        try {
            Files.createDirectories(this.root);
            this.lockFile = locked(this.root.resolve("lock"));
            takeOver();
        } catch (IOException e) {
            throw new InterpreterException(
                    "the folder of the Python sessions, " + root + ", cannot be used: " + e.getMessage(), e);
        }
        this.pool = new WarmPool(this.root, warm, opener);
        this.sweeper = Thread.ofVirtual().name("python-sessions").start(this::sweepNowAndThen);
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this JVM", file, e);
        }
        channel.close();
        throw new IOException("another service uses it");
    }

    /** Sessions of a JVM that has ended; folders that were never handed out are deleted. */
    private void takeOver() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(root)) {
            folders = all.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            if (Files.isRegularFile(folder.resolve(ABOUT))) {
                resume(folder);
            } else {
                FolderTree.delete(folder);
            }
        }
    }

    private void resume(Path folder) throws IOException {
        JsonNode about = JSON.readTree(folder.resolve(ABOUT).toFile());
        Journal journal = new Journal(folder.resolve(CELLS));
        List<CellRecord> cells = journal.read();
        GraalPyInterpreter interpreter = opener.apply(folder.resolve(FILES));
        if (!cells.isEmpty()) {
            interpreter.resume(cells.getLast().names(), "the service was restarted");
        }
        add(folder, Instant.parse(about.path("created").asText()), interpreter, journal, cells);
    }

    private Session add(
            Path folder, Instant created, GraalPyInterpreter interpreter, Journal journal, List<CellRecord> cells) {
        String id = folder.getFileName().toString();
        SessionFiles files = new SessionFiles(folder.resolve(FILES), policy.diskBytes(), policy.maxFiles());
        Session session = new Session(id, created, interpreter, files, journal, cells, clock);
        sessions.put(id, session);
        return session;
    }

    /**
     * A new session, which has started already if one was waiting.
     *
     * @throws TooManySessionsException if there are as many as allowed
     */
    public synchronized Session create() {
        if (sessions.size() >= limits.maxSessions()) {
            throw new TooManySessionsException(limits.maxSessions());
        }
        GraalPyInterpreter interpreter = pool.take();
        Path folder = WarmPool.around(interpreter.folder());
        Instant now = clock.instant();
        try {
            JSON.writeValue(folder.resolve(ABOUT).toFile(), Map.of("created", now.toString()));
        } catch (IOException e) {
            interpreter.close();
            throw new UncheckedIOException("the session's folder cannot be written", e);
        }
        return add(folder, now, interpreter, new Journal(folder.resolve(CELLS)), List.of());
    }

    /** The session with this id, if there is one. */
    public Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** All sessions, by id. */
    public List<Session> list() {
        return List.copyOf(sessions.values());
    }

    /**
     * Ends a session and deletes its files.
     *
     * @return whether there was one
     */
    public boolean delete(String id) {
        Session session = sessions.remove(id);
        if (session == null) {
            return false;
        }
        session.close();
        try {
            FolderTree.delete(root.resolve(id));
        } catch (IOException e) {
            LOG.warn("The folder of session {} could not be deleted whole", id, e);
        }
        return true;
    }

    private void sweepNowAndThen() {
        Duration quarter = limits.idle().dividedBy(4);
        try {
            while (true) {
                Thread.sleep(quarter.compareTo(LONGEST_SWEEP) < 0 ? quarter : LONGEST_SWEEP);
                sweep();
            }
        } catch (InterruptedException e) {
            LOG.debug("Sessions are closed", e);
        }
    }

    /** Ends what has been idle for too long. */
    void sweep() {
        Instant now = clock.instant();
        for (Session session : list()) {
            Duration idle = Duration.between(session.lastUsed(), now);
            if (idle.compareTo(limits.kept()) >= 0) {
                delete(session.id());
            } else if (idle.compareTo(limits.idle()) >= 0) {
                session.hibernate("the session was not used for " + minutes(limits.idle()) + " and its process ended");
            }
        }
    }

    private static String minutes(Duration time) {
        return time.toMinutes() == 0 ? time.toSeconds() + " s" : time.toMinutes() + " minutes";
    }

    /** Ends all processes; the sessions stay in their folder. */
    @Override
    public void close() {
        sweeper.interrupt();
        pool.close();
        list().forEach(Session::close);
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.debug("The lock of {} could not be released", root, e);
        }
    }
}
