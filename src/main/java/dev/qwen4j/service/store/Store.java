package dev.qwen4j.service.store;

import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.Journals;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Everything that outlives the service, over one database. Thread-safe. */
public final class Store implements AutoCloseable {
    private final Database database;
    private final GroupCommit writer;
    private final Journals journals;

    /** @param url as of {@link Database} */
    public Store(String url) {
        this.database = new Database(url);
        this.writer = new GroupCommit(database);
        this.journals = new SqlJournals(database, writer);
    }

    /**
     * Which replica works on which run.
     *
     * @param time after which a lease that was not renewed has ended
     */
    public RunLeases leases(Duration time) {
        return leases(Replica.thisOne(), time);
    }

    RunLeases leases(String owner, Duration time) {
        return new RunLeases(database, writer, owner, time);
    }

    /**
     * Opens the store, so that the first who needs it does not wait.
     *
     * @throws StoreException if it cannot be used; whoever needs it next tries again
     */
    public void open() {
        database.open();
    }

    /** The journals of runs. */
    public Journals journals() {
        return journals;
    }

    /**
     * Takes over the runs of a folder that {@link FileJournals} kept, if they are not here already.
     *
     * @return how many
     */
    public int takeOver(Path folder) {
        Journals files = new FileJournals(folder);
        int runs = 0;
        for (String run : files.runs()) {
            List<String> records = files.read(run);
            List<String> here = journals.read(run);
            if (here.size() < records.size() && records.subList(0, here.size()).equals(here)) {
                for (int number = here.size() + 1; number <= records.size(); number++) {
                    journals.append(run, number, records.get(number - 1));
                }
                runs++;
            }
        }
        return runs;
    }

    /**
     * Reads something; and writes something if the last write failed, to see whether that is possible again.
     *
     * @throws StoreException if it is not
     */
    void check() {
        database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT body FROM trial");
                    ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        });
        if (writer.failure() != null) {
            writer.write(connection -> {
                try (PreparedStatement statement = connection.prepareStatement("INSERT INTO trial (id, body)"
                        + " VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body")) {
                    // As large as a record, which may not fit where a few bytes do.
                    statement.setString(1, Instant.now() + " ".repeat(TRIAL_CHARS));
                    return statement.executeUpdate() == 1;
                }
            });
        }
    }

    private static final int TRIAL_CHARS = 16_384;

    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
