package dev.qwen4j.interpreter.worker.library;

import dev.qwen4j.interpreter.json.JsonTree;
import io.roastedroot.sqlite4j.SQLiteConnection;
import io.roastedroot.sqlite4j.SQLiteException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SQLite databases in memory, each known by a number. The engine is SQLite itself, compiled to WebAssembly and run as Java
 * byte code: it sees memory of its own and an empty file system in memory, so {@code ATTACH} reaches no file of the host
 * and there are no extensions to load. The Python side reads and writes database files, under the session's own rules.
 */
final class SqliteDatabases {
    private static final int MOST_OPEN = 100;

    private record Call(Long database, String sql, List<List<?>> rows) {
        static Call read(String argument) throws LibraryException {
            if (JsonTree.read(argument) instanceof Map<?, ?> call
                    && call.get("db") instanceof Long database
                    && call.get("sql") instanceof String sql) {
                List<List<?>> rows = new ArrayList<>();
                for (Object row : call.get("rows") instanceof List<?> list ? list : List.of()) {
                    rows.add(row instanceof List<?> values ? values : List.of());
                }
                return new Call(database, sql, rows);
            }
            throw new LibraryException("INTERNAL:not a call of a database");
        }
    }

    private final Map<Long, SQLiteConnection> open = new HashMap<>();
    private long last;

    /** @param content the bytes of a database file, or nothing for an empty database */
    String open(String content) throws LibraryException {
        if (open.size() >= MOST_OPEN) {
            throw new LibraryException("OPERATIONAL:too many open databases; close those that are not needed");
        }
        try {
            SQLiteConnection connection = (SQLiteConnection)
                    new io.roastedroot.sqlite4j.JDBC().connect("jdbc:sqlite::memory:", new java.util.Properties());
            if (!content.isEmpty()) {
                connection.deserialize("main", LibraryCalls.bytes(content));
            }
            open.put(++last, connection);
            return String.valueOf(last);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    String close(String database) throws LibraryException {
        SQLiteConnection connection = open.remove(Long.valueOf(database));
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw failure(e);
            }
        }
        return "";
    }

    /** @return the bytes of the database as a file */
    String content(String database) throws LibraryException {
        try {
            return LibraryCalls.text(connection(Long.valueOf(database)).serialize("main"));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** @param argument JSON: {@code db} and {@code sql}, any number of statements without parameters */
    String script(String argument) throws LibraryException {
        Call call = Call.read(argument);
        try (Statement statement = connection(call.database()).createStatement()) {
            statement.executeUpdate(call.sql());
            return "";
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * One statement with its parameters.
     *
     * @param argument JSON: {@code db}, {@code sql} and {@code rows}, a list of parameters for each time it is run; a blob
     *     is an object with its bytes in base64
     * @return JSON: {@code columns}, null for a statement without a result, their declared {@code types}, {@code rows},
     *     {@code changes} and the last row's {@code id}
     */
    String execute(String argument) throws LibraryException {
        Call call = Call.read(argument);
        SQLiteConnection connection = connection(call.database());
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(call.sql())) {
            long before = connection.getDatabase().total_changes();
            int parameters = statement.getParameterMetaData().getParameterCount();
            for (List<?> values : call.rows()) {
                if (values.size() != parameters) {
                    throw new LibraryException(
                            "PROGRAMMING:Incorrect number of bindings supplied. The current statement uses "
                                    + parameters + ", and there are " + values.size() + " supplied.");
                }
                bind(statement, values);
                if (statement.execute()) {
                    try (ResultSet result = statement.getResultSet()) {
                        read(result, answer);
                    }
                }
            }
            answer.put("changes", connection.getDatabase().total_changes() - before);
        } catch (SQLException e) {
            throw failure(e);
        }
        try (Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("select last_insert_rowid()")) {
            answer.put("id", id.getLong(1));
        } catch (SQLException e) {
            throw failure(e);
        }
        return JsonTree.write(answer);
    }

    private static void bind(PreparedStatement statement, List<?> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof Map<?, ?> blob ? decoded(blob) : value);
        }
    }

    private static byte[] decoded(Map<?, ?> blob) {
        return Base64.getDecoder().decode(String.valueOf(blob.get("blob")));
    }

    private static void read(ResultSet result, Map<String, @Nullable Object> answer) throws SQLException {
        ResultSetMetaData about = result.getMetaData();
        List<String> columns = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(about.getColumnName(i));
            types.add(String.valueOf(about.getColumnTypeName(i)));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                Object value = result.getObject(i);
                row.add(
                        value instanceof byte[] bytes
                                ? Map.of("blob", Base64.getEncoder().encodeToString(bytes))
                                : value);
            }
            rows.add(row);
        }
        answer.put("columns", columns);
        answer.put("types", types);
        answer.put("rows", rows);
    }

    private SQLiteConnection connection(Long database) throws LibraryException {
        SQLiteConnection connection = open.get(database);
        if (connection == null) {
            throw new LibraryException("PROGRAMMING:Cannot operate on a closed database.");
        }
        return connection;
    }

    /** The kind of error and SQLite's own text, which the driver puts in parentheses after its own. */
    private static LibraryException failure(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int start = message.indexOf('(');
        String text =
                start >= 0 && message.endsWith(")") ? message.substring(start + 1, message.length() - 1) : message;
        String code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode().name() : "SQLITE_ERROR";
        return new LibraryException(code + ":" + text, e);
    }
}
