package dev.qwen4j.service.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server for tests, on a free port, with a database for each that asks; it ends with the JVM. */
public final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable TestPostgres server;

    private final Path folder;
    private final Process process;
    private final int port;

    private TestPostgres(Path programs) throws IOException, InterruptedException {
        folder = Files.createTempDirectory("qwen4j-postgres");
        if (isRoot()) {
            run(List.of("chown", "postgres", folder.toString()));
        }
        Path data = folder.resolve("data");
        run(unprivileged(
                programs.resolve("initdb"), "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync"));
        port = freePort();
        process = new ProcessBuilder(unprivileged(
                        programs.resolve("postgres"),
                        "-D",
                        data,
                        "-p",
                        port,
                        "-k",
                        folder,
                        "-c",
                        "listen_addresses=127.0.0.1"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        awaitReady();
    }

    /**
     * The address of a new, empty database. Skips the test where there is no PostgreSQL.
     *
     * @return as for {@link Database}
     */
    public static synchronized String newDatabase() {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "no PostgreSQL: apt-get install postgresql");
        try {
            if (server == null) {
                server = new TestPostgres(programs.get());
            }
            String name = "test" + DATABASES.incrementAndGet();
            server.execute("CREATE DATABASE " + name);
            return server.url(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Path::compareTo);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** The server does not run as root. */
    private static List<String> unprivileged(Object... command) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        for (Object word : command) {
            words.add(word.toString());
        }
        return words;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes());
        if (program.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=test";
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"))) {
            connection.createStatement().execute(sql);
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        while (true) {
            try {
                execute("SELECT 1");
                return;
            } catch (SQLException e) {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("log")), e);
                }
                Thread.sleep(50);
            }
        }
    }

    private void stop() {
        process.destroy();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted((a, b) -> b.compareTo(a))
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException | IOException e) {
            // The machine's own folder for temporary files.
        }
    }
}
