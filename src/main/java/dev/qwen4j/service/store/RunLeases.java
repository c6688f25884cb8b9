package dev.qwen4j.service.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which replica works on which run. A lease ends by itself unless it is renewed, so that runs of a replica that was killed
 * are gone on with by another one. Times are those of the database. That a replica which only seemed to have ended cannot
 * write to such a run any more is what the journal's numbers see to. Thread-safe.
 */
public final class RunLeases {
    /** What others do with a run whose replica has ended. */
    public enum Resume {
        /** Nothing: whoever asked for it has gone with the replica. */
        NO,
        /** They go on, and wait for consent where it is needed. */
        ASK,
        /** They go on, and deny what needs consent. */
        DENY;

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run that nobody works on any more, though it was not given back. */
    public record Left(String runId, Resume resume) {}

    private final Database database;
    private final GroupCommit writer;
    private final String owner;
    private final Duration time;

    /** @param time after which a lease that was not renewed has ended */
    RunLeases(Database database, GroupCommit writer, String owner, Duration time) {
        this.database = database;
        this.writer = writer;
        this.owner = owner;
        this.time = time;
    }

    /** After which a lease that was not renewed has ended. */
    public Duration time() {
        return time;
    }

    /**
     * Takes the lease of a run that nobody else has.
     *
     * @return whether it is this replica's now
     * @throws StoreException if the store cannot be used, here and below
     */
    public boolean take(String runId, Resume resume) {
        String sql = "INSERT INTO lease (run_id, owner, ends, resume, cancelled) VALUES (?, ?, " + later()
                + ", ?, 0) ON CONFLICT (run_id) DO UPDATE SET owner = excluded.owner, ends = excluded.ends,"
                + " resume = excluded.resume, cancelled = 0 WHERE lease.ends <= " + database.now();
        return writer.write(connection -> update(connection, sql, runId, owner, resume.key()) == 1);
    }

    private String later() {
        return "(" + database.now() + " + " + time.toMillis() + ")";
    }

    /** Prolongs all leases of this replica. */
    public void renew() {
        String sql = "UPDATE lease SET ends = " + later() + " WHERE owner = ?";
        writer.write(connection -> update(connection, sql, owner) >= 0);
    }

    /** Gives a run back. */
    public void release(String runId) {
        String sql = "DELETE FROM lease WHERE run_id = ? AND owner = ?";
        writer.write(connection -> update(connection, sql, runId, owner) >= 0);
    }

    /** Leaves a run to whoever goes on with it first. */
    public void handOver(String runId) {
        String sql = "UPDATE lease SET ends = 0 WHERE run_id = ? AND owner = ?";
        writer.write(connection -> update(connection, sql, runId, owner) >= 0);
    }

    /** The runs that some replica works on. */
    public List<String> held() {
        return runs("SELECT run_id FROM lease WHERE ends > " + database.now());
    }

    /** Whether some replica works on the run. */
    public boolean isHeld(String runId) {
        return !runs("SELECT run_id FROM lease WHERE run_id = ? AND ends > " + database.now(), runId)
                .isEmpty();
    }

    /**
     * Asks the replica that works on a run to cancel it.
     *
     * @return whether there is one
     */
    public boolean askToCancel(String runId) {
        String sql = "UPDATE lease SET cancelled = 1 WHERE run_id = ? AND ends > " + database.now();
        return writer.write(connection -> update(connection, sql, runId) == 1);
    }

    /** The runs of this replica that others want to be cancelled. */
    public List<String> toCancel() {
        return runs("SELECT run_id FROM lease WHERE owner = ? AND cancelled = 1", owner);
    }

    /** The runs whose lease has ended though they were not given back. */
    public List<Left> left() {
        return database.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT run_id, resume FROM lease WHERE ends <= " + database.now() + " ORDER BY ends");
                    ResultSet rows = statement.executeQuery()) {
                List<Left> left = new ArrayList<>();
                while (rows.next()) {
                    left.add(new Left(
                            rows.getString(1), Resume.valueOf(rows.getString(2).toUpperCase(Locale.ROOT))));
                }
                return left;
            }
        });
    }

    /** Forgets a lease that has ended. */
    public void forget(String runId) {
        String sql = "DELETE FROM lease WHERE run_id = ? AND ends <= " + database.now();
        writer.write(connection -> update(connection, sql, runId) >= 0);
    }

    /** Ends the leases of replicas that this machine knows to have ended. */
    public void endThoseOfTheDead() {
        for (String other : runs("SELECT DISTINCT owner FROM lease WHERE ends > " + database.now())) {
            if (Replica.hasEnded(other)) {
                writer.write(connection -> update(connection, "UPDATE lease SET ends = 0 WHERE owner = ?", other) >= 0);
            }
        }
    }

    private List<String> runs(String sql, String... values) {
        return database.read(connection -> {
            try (PreparedStatement statement = prepared(connection, sql, values);
                    ResultSet rows = statement.executeQuery()) {
                List<String> runs = new ArrayList<>();
                while (rows.next()) {
                    runs.add(rows.getString(1));
                }
                return runs;
            }
        });
    }

    private static int update(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, String... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setString(i + 1, values[i]);
        }
        return statement;
    }
}
