package dev.qwen4j.agent.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Journals as files of a folder, one for each run: a line for each record, with a checksum before it. A line is on disk
 * before {@link #append} returns, also on a thread that is interrupted meanwhile. A last line that is not whole was
 * being written when the process died; it is not read, and cut off before the next one is added.
 *
 * <p>Several processes may use the same folder.
 */
public final class FileJournals implements Journals {
    private static final String SUFFIX = ".journal";
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000;

    /** A file lock keeps other processes out, but not other threads: those take one of these first. */
    private static final List<Object> THREADS =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toList();

    private final Path folder;

    /** @param folder is made if there is none */
    public FileJournals(Path folder) {
        try {
            Files.createDirectories(folder);
            this.folder = folder.toRealPath();
        } catch (IOException e) {
            throw new JournalException("the folder for journals, " + folder + ", cannot be made", e);
        }
    }

    @Override
    public void append(String runId, int number, String record) {
        Path file = file(runId);
        if (record.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a record must be one line");
        }
        synchronized (THREADS.get(Math.floorMod(file.hashCode(), THREADS.size()))) {
            if (number > 1 && !Files.exists(file)) {
                throw notNext(runId, number, 0);
            }
            // Not a channel: an interrupt would close it.
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
                    FileLock lock = lock(open.getChannel(), runId)) {
                JournalLines lines = JournalLines.read(open, runId);
                if (number != lines.records().size() + 1) {
                    throw notNext(runId, number, lines.records().size());
                }
                write(open, lines.validBytes(), JournalLines.line(record));
                if (number == 1) {
                    forceFolder();
                }
            } catch (IOException e) {
                throw new JournalException(
                        "record " + number + " of run " + runId + " cannot be written: " + e.getMessage(), e);
            }
        }
    }

    private static JournalException notNext(String runId, int number, int records) {
        return new JournalException("run " + runId + " has " + records + " records, so number " + number
                + " cannot be added: it was continued elsewhere");
    }

    private static FileLock lock(FileChannel channel, String runId) throws IOException {
        long start = System.nanoTime();
        for (FileLock lock = channel.tryLock(); ; lock = channel.tryLock()) {
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new JournalException("another process does not let go of the journal of run " + runId);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** After a failure the file ends where it did before. */
    private static void write(RandomAccessFile file, long position, byte[] line) throws IOException {
        file.setLength(position);
        file.seek(position);
        try {
            file.write(line);
            file.getFD().sync();
        } catch (IOException e) {
            file.setLength(position);
            throw e;
        }
    }

    /** So that a new file's name, too, survives the machine. */
    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Systems that do not open folders keep names by other means.
        }
    }

    @Override
    public List<String> read(String runId) {
        Path file = file(runId);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            return JournalLines.read(open, runId).records();
        } catch (IOException e) {
            throw new JournalException("the journal of run " + runId + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> runs() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .filter(RunIds::valid)
                    .toList();
        } catch (IOException e) {
            throw new JournalException("the folder for journals, " + folder + ", cannot be read", e);
        }
    }

    @Override
    public void delete(String runId) {
        try {
            Files.deleteIfExists(file(runId));
        } catch (IOException e) {
            throw new JournalException("the journal of run " + runId + " cannot be deleted", e);
        }
    }

    private Path file(String runId) {
        RunIds.require(runId);
        return folder.resolve(runId + SUFFIX);
    }
}
