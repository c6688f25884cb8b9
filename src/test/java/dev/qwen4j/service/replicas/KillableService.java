package dev.qwen4j.service.replicas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The service as a process of its own, with the model and the tools of this package, to be killed. */
public final class KillableService implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static @Nullable Path application;

    private final Process process;
    private final int port;
    private final Path log;

    private KillableService(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** The packaged service; made once, beside no other Quarkus application. */
    static synchronized Path application() throws IOException, InterruptedException {
        if (application == null) {
            Path target = Path.of("target", "killable").toAbsolutePath();
            Files.createDirectories(target);
            Path log = target.resolve("package.log");
            ProcessBuilder packaging = new ProcessBuilder(
                            java(),
                            "-cp",
                            classPath(),
                            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                            Packager.class.getName(),
                            target.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // What Maven was told for the build around this test is not meant for Quarkus' own look at the modules.
            packaging.environment().remove("MAVEN_CMD_LINE_ARGS");
            Process packager = packaging.start();
            if (packager.waitFor() != 0) {
                throw new IOException(Files.readString(log));
            }
            application = target.resolve("quarkus-app").resolve("quarkus-run.jar");
        }
        return application;
    }

    /** Without the extension for manifests, which Quarkus must load itself together with what only its build has. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("quarkus-kubernetes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Starts it.
     *
     * @param folder for what the process writes beside the store
     * @param options of Java
     */
    public static KillableService start(String store, Path folder, String lease, String... options) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("service-" + port + ".log");
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dqwen4j.store=" + store,
                "-Dqwen4j.lease=" + lease,
                "-Dqwen4j.interpreter.warm=0",
                "-Dqwen4j.interpreter.folder=" + folder.resolve("sessions-" + port),
                "-D" + CountedTools.FILE + "=" + calls(folder),
                "-jar",
                application().toString(),
                "serve",
                "--port",
                String.valueOf(port)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new KillableService(process, port, log);
    }

    /** Where the tools write what they do. */
    static Path calls(Path folder) {
        return folder.resolve("calls.txt");
    }

    /** Waits until the service works. */
    public KillableService awaitReady() throws IOException, InterruptedException {
        while (true) {
            if (!process.isAlive()) {
                throw new IOException(Files.readString(log));
            }
            try {
                if (get("/q/health/ready").statusCode() == 200) {
                    return this;
                }
            } catch (IOException e) {
                // The port is not open yet.
            }
            Thread.sleep(20);
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Where it serves a path. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** Begins a run that goes on by itself; gives its id. */
    String begin(String question) throws IOException, InterruptedException {
        JsonNode run = post(
                "/v1/runs", "{\"question\":\"" + question + "\",\"detached\":true,\"tools\":[\"look\",\"write\"]}");
        return run.required("id").asText();
    }

    JsonNode run(String id) throws IOException, InterruptedException {
        return JSON.readTree(get("/v1/runs/" + id).body());
    }

    /** What a client that follows the run hears until it ends or the service does: ids and names of events. */
    List<String> follow(String id, String last) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/runs/" + id + "/events"))
                .header("Last-Event-ID", last)
                .build();
        List<String> told = new ArrayList<>();
        String number = "";
        try (var lines = HTTP.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("id: ")) {
                    number = line.substring("id: ".length());
                } else if (line.startsWith("event: ")) {
                    told.add(number + " " + line.substring("event: ".length()));
                }
            }
        } catch (RuntimeException e) {
            // The service was killed: this is what was heard.
        }
        return told;
    }

    /** Ends it as no program can prevent. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, as a supervisor does, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
