package dev.qwen4j.service.store;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalConnectionPoolConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The store's database: opened, looked through and brought to the newest schema when it is first needed, again if that
 * failed. Thread-safe; what is asked for is done on threads of its own, so that an interrupt of the caller neither ends a
 * connection nor leaves open what became of a statement.
 */
public final class Database implements AutoCloseable {
    /** Readers at the same time; writers take turns. */
    private static final int THREADS = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String url;
    private final Dialect dialect;
    private final ExecutorService threads;
    private @Nullable AgroalDataSource source;

    /**
     * @param url {@code jdbc:sqlite:FILE} or {@code jdbc:postgresql://HOST/DATABASE}, with a driver's parameters after a
     *     question mark
     * @throws IllegalArgumentException if it is the address of something else
     */
    public Database(String url) {
        this.url = url;
        this.dialect = Dialect.of(url);
        this.threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("qwen4j-store-", 1).factory());
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** The milliseconds since 1970 by this database's clock, as an expression. */
    String now() {
        return dialect.now();
    }

    /**
     * Reads, each statement for itself.
     *
     * @throws StoreException if that is not possible
     */
    <T> T read(Work<T> work) {
        return call(work);
    }

    /**
     * Writes: all of it or, if this throws, nothing, unless the connection was lost in the last moment.
     *
     * @throws StoreException if that is not possible
     */
    <T> T write(Work<T> work) {
        return call(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                connection.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        });
    }

    /** A database may have done so by itself; such a connection is not used again. */
    private static void rollback(Connection connection, Exception reason) throws SQLException {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            connection.abort(Runnable::run);
        }
    }

    private <T> T call(Work<T> work) {
        Future<T> result;
        try {
            result = threads.submit(() -> {
                try (Connection connection = opened().getConnection()) {
                    return work.on(connection);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new StoreException("the store " + name() + " is closed", e);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private StoreException failure(@Nullable Throwable cause) {
        if (cause instanceof StoreException known) {
            return known;
        }
        Throwable reason = cause instanceof FlywayException flyway && flyway.getCause() != null
                ? flyway.getCause()
                : cause == null ? new IllegalStateException("no cause") : cause;
        String advice = reason instanceof SQLException sql
                ? dialect.advice(sql) + " (" + sql.getMessage() + ")"
                : String.valueOf(reason.getMessage());
        return new StoreException("the store " + name() + " cannot be used: " + advice, reason);
    }

    /** Its address without passwords. */
    String name() {
        return Dialect.withoutSecrets(url);
    }

    /** Opens it if it is not open yet. */
    public void open() {
        read(connection -> true);
    }

    private synchronized AgroalDataSource opened() throws SQLException {
        AgroalDataSource open = source;
        if (open == null) {
            dialect.prepare(url);
            open = connect();
            try {
                try (Connection connection = open.getConnection()) {
                    dialect.check(connection);
                }
                migrate(open);
            } catch (SQLException | RuntimeException e) {
                open.close();
                throw e;
            }
            source = open;
        }
        return open;
    }

    private AgroalDataSource connect() throws SQLException {
        AgroalConnectionFactoryConfigurationSupplier factory = new AgroalConnectionFactoryConfigurationSupplier()
                .jdbcUrl(url)
                .connectionProviderClassName(dialect.driver());
        dialect.properties().forEach((name, value) -> {
            if (!url.contains(name + "=")) { // else the address has the last word
                factory.jdbcProperty(name, value);
            }
        });
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(new AgroalConnectionPoolConfigurationSupplier()
                        .maxSize(THREADS)
                        .acquisitionTimeout(PATIENCE)
                        .connectionValidator(ConnectionValidator.defaultValidator())
                        .validateOnBorrow(true)
                        .exceptionSorter(dialect.sorter())
                        .connectionFactoryConfiguration(factory)));
    }

    /** A schema of a later version than this one knows is left alone, and refused. */
    private void migrate(AgroalDataSource source) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .resourceProvider(new MigrationFiles())
                .ignoreMigrationPatterns(new String[0])
                .placeholders(Map.of("binary", dialect.binary()))
                .load()
                .migrate();
    }

    @Override
    public synchronized void close() {
        threads.shutdown();
        if (source != null) {
            source.close();
        }
    }
}
