package dev.qwen4j.service.store;

import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/** In what the two databases differ; the statements are the same. */
enum Dialect {
    /** A file of this machine. What is committed is synced, readers do not wait for the writer. */
    SQLITE(
            "jdbc:sqlite:",
            "org.sqlite.JDBC",
            Map.of(
                    "journal_mode", "WAL",
                    "synchronous", "FULL",
                    "busy_timeout", "10000",
                    "transaction_mode", "IMMEDIATE"),
            failure -> false,
            "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            "BLOB") {
        /** Makes the folder, and looks through the file, so that damage is told before anything builds on it. */
        @Override
        void prepare(String url) {
            Path file = Path.of(file(url)).toAbsolutePath();
            try {
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
            } catch (IOException e) {
                throw new UncheckedIOException("its folder cannot be made: " + e.getMessage(), e);
            }
        }

        @Override
        void check(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
                String found = result.next() ? result.getString(1) : "nothing";
                if (!found.equals("ok")) {
                    throw new SQLException(found, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
                }
            }
        }

        @Override
        String advice(SQLException failure) {
            // The code's lower byte is the kind of the failure.
            SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(failure.getErrorCode() & 0xff);
            return switch (code) {
                case SQLITE_FULL -> "there is no room on the disk: free some, nothing that was acknowledged is lost";
                case SQLITE_CORRUPT, SQLITE_NOTADB ->
                    "the file is damaged: put a copy in its place, or move it away to begin with an empty one";
                case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM -> "the file cannot be opened and written";
                case SQLITE_BUSY, SQLITE_LOCKED -> "another program does not let go of the file";
                default -> "see the message";
            };
        }
    },

    /** A server that several replicas share. */
    POSTGRESQL(
            "jdbc:postgresql:",
            "org.postgresql.Driver",
            Map.of("ApplicationName", "qwen4j", "connectTimeout", "10", "socketTimeout", "60"),
            new PostgreSQLExceptionSorter(),
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
            "BYTEA") {
        @Override
        void prepare(String url) {}

        @Override
        void check(Connection connection) {}

        @Override
        String advice(SQLException failure) {
            String state = String.valueOf(failure.getSQLState());
            if (state.equals("53100")) {
                return "there is no room on the server's disk: free some, nothing that was acknowledged is lost";
            }
            return state.startsWith("08") || state.startsWith("57")
                    ? "the server cannot be reached: see that it runs and is named rightly"
                    : "see the message";
        }
    };

    private final String prefix;
    private final String driver;
    private final Map<String, String> properties;
    private final ExceptionSorter sorter;
    private final String now;
    private final String binary;

    Dialect(
            String prefix,
            String driver,
            Map<String, String> properties,
            ExceptionSorter sorter,
            String now,
            String binary) {
        this.prefix = prefix;
        this.driver = driver;
        this.properties = properties;
        this.sorter = sorter;
        this.now = now;
        this.binary = binary;
    }

    /** @throws IllegalArgumentException if it is the address of something else */
    static Dialect of(String url) {
        return Arrays.stream(values())
                .filter(dialect -> url.startsWith(dialect.prefix))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the store must begin with "
                        + Arrays.stream(values()).map(dialect -> dialect.prefix).collect(Collectors.joining(" or "))
                        + " but is '" + withoutSecrets(url) + "'"));
    }

    /** Everything before the parameters, among which may be a password. */
    static String withoutSecrets(String url) {
        return url.split("\\?", 2)[0].replaceFirst("//[^/@]*@", "//");
    }

    private static String file(String url) {
        return withoutSecrets(url).substring(SQLITE.prefix.length());
    }

    String driver() {
        return driver;
    }

    Map<String, String> properties() {
        return properties;
    }

    /** Which failures are the end of a connection. */
    ExceptionSorter sorter() {
        return sorter;
    }

    /** The milliseconds since 1970, by the database's clock: that of replicas may differ. */
    String now() {
        return now;
    }

    /** The type of bytes, as migrations call it {@code ${binary}}. */
    String binary() {
        return binary;
    }

    /** What is done before the first connection. */
    abstract void prepare(String url);

    /** Looks for damage. */
    abstract void check(Connection connection) throws SQLException;

    /** What a user can do about a failure. */
    abstract String advice(SQLException failure);
}
