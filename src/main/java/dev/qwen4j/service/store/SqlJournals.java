package dev.qwen4j.service.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.agent.journal.RunIds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Journals in a database, a row for each record. A record is on disk when {@link #append} returns, also on a thread that
 * is interrupted meanwhile. That a number is given once is what the table's key sees to, between processes too.
 */
public final class SqlJournals implements Journals {
    /** The first question mark but four is the run, the last two are the run and the number before. */
    private static final String APPEND = "INSERT INTO record (run_id, number, checksum, body) SELECT ?, ?, ?, ?"
            + " WHERE (SELECT COALESCE(MAX(number), 0) FROM record WHERE run_id = ?) = ? ON CONFLICT DO NOTHING";

    private final Database database;
    private final GroupCommit writer;

    SqlJournals(Database database, GroupCommit writer) {
        this.database = database;
        this.writer = writer;
    }

    @Override
    public void append(String runId, int number, String record) {
        RunIds.require(runId);
        boolean added;
        try {
            added = writer.write(connection -> insert(connection, runId, number, record));
        } catch (StoreException e) {
            throw new JournalException(
                    "record " + number + " of run " + runId + " cannot be written: " + e.getMessage(), e);
        }
        if (!added) {
            throw new JournalException("run " + runId + " has another number of records than " + (number - 1)
                    + ", so number " + number + " cannot be added: it was continued elsewhere");
        }
    }

    private static boolean insert(Connection connection, String runId, int number, String record) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            statement.setString(1, runId);
            statement.setInt(2, number);
            statement.setLong(3, checksum(record));
            statement.setString(4, record);
            statement.setString(5, runId);
            statement.setInt(6, number - 1);
            return statement.executeUpdate() == 1 || isThere(connection, runId, number, record);
        }
    }

    /** A commit whose answer was lost may have been made. */
    private static boolean isThere(Connection connection, String runId, int number, String record) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT body FROM record WHERE run_id = ? AND number = ?")) {
            statement.setString(1, runId);
            statement.setInt(2, number);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && record.equals(rows.getString(1));
            }
        }
    }

    private static long checksum(String record) {
        CRC32C checksum = new CRC32C();
        checksum.update(record.getBytes(UTF_8));
        return checksum.getValue();
    }

    @Override
    public List<String> read(String runId) {
        return readAfter(runId, 0);
    }

    @Override
    public List<String> readAfter(String runId, int number) {
        RunIds.require(runId);
        return reading("the journal of run " + runId, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT number, checksum, body FROM record WHERE run_id = ? AND number > ? ORDER BY number")) {
                statement.setString(1, runId);
                statement.setInt(2, number);
                try (ResultSet rows = statement.executeQuery()) {
                    return records(runId, number, rows);
                }
            }
        });
    }

    private static List<String> records(String runId, int before, ResultSet rows) throws SQLException {
        List<String> records = new ArrayList<>();
        while (rows.next()) {
            int number = before + records.size() + 1;
            String record = rows.getString(3);
            if (rows.getInt(1) != number || rows.getLong(2) != checksum(record)) {
                throw new JournalException(
                        "the journal of run " + runId + " is damaged: record " + number + " is not what was written");
            }
            records.add(record);
        }
        return records;
    }

    @Override
    public List<String> runs() {
        return reading("the list of runs", connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT run_id FROM record");
                    ResultSet rows = statement.executeQuery()) {
                List<String> runs = new ArrayList<>();
                while (rows.next()) {
                    runs.add(rows.getString(1));
                }
                return runs;
            }
        });
    }

    private <T> T reading(String what, Database.Work<T> work) {
        try {
            return database.read(work);
        } catch (StoreException e) {
            throw e.getCause() instanceof JournalException damage
                    ? damage
                    : new JournalException(what + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void delete(String runId) {
        RunIds.require(runId);
        try {
            writer.write(connection -> {
                try (PreparedStatement statement = connection.prepareStatement("DELETE FROM record WHERE run_id = ?")) {
                    statement.setString(1, runId);
                    return statement.executeUpdate() >= 0;
                }
            });
        } catch (StoreException e) {
            throw new JournalException("the journal of run " + runId + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
