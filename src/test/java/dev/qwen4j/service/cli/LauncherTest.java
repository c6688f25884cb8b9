package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a folder of its own, with a JDK and a Maven that only write down how they were called. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "qwen4j").toAbsolutePath().normalize();

    /** What one start of the launcher came to; {@code lines} are standard output and error together. */
    private record Run(int status, List<String> lines) {}

    @TempDir
    Path temporary;

    private Path root;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void set_up_a_checkout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs a POSIX shell at /bin/sh");
        root = Files.createDirectories(temporary.resolve("check out"));
        Files.copy(LAUNCHER, root.resolve("qwen4j"));
        for (String source :
                List.of("pom.xml", "model/pom.xml", "model/src/main/Model.java", "src/main/Service.java")) {
            Path file = root.resolve(source);
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
        }
        environment.put("QWEN4J_JAVA_HOME", jdk("25.0.3").toString());
        environment.put("QWEN4J_CACHE", temporary.resolve("cache").toString());
        environment.put("MVN", maven("").toString());
    }

    @Test
    void builds_once_then_starts_the_program_with_its_arguments() throws Exception {
        Run first = launch("ask", "two words", "你好");
        Run second = launch("ask", "again");

        assertThat(first.status()).isZero();
        assertThat(first.lines()).anyMatch(line -> line.startsWith("qwen4j: building"));
        assertThat(first.lines()).endsWith("dev.qwen4j.service.cli.Main", "ask", "two words", "你好");
        assertThat(second.lines()).noneMatch(line -> line.startsWith("qwen4j: building"));
        assertThat(mavenCalls())
                .hasSize(1)
                .first()
                .asString()
                .contains("package")
                .contains("skip=true");
    }

    @Test
    void builds_again_when_a_source_is_newer() throws Exception {
        launch("ask");
        FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 60_000);
        Files.setLastModifiedTime(root.resolve("model/src/main/Model.java"), later);

        launch("ask");

        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void failed_build_shows_its_output_and_starts_nothing() throws Exception {
        environment.put("MVN", maven("echo 'semicolon expected'; exit 1").toString());

        Run run = launch("ask");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines()).contains("semicolon expected").doesNotContain("dev.qwen4j.service.cli.Main");
        assertThat(run.lines().getLast()).startsWith("qwen4j: the build failed");
    }

    @Test
    void test_runs_every_test_and_passes_options_and_status_on() throws Exception {
        environment.put("MVN", maven("exit 7").toString());

        Run run = launch("test", "-Dtest=OneTest");

        assertThat(run.status()).isEqualTo(7);
        assertThat(mavenCalls()).containsExactly("-B verify -Dtest=OneTest");
    }

    @Test
    void missing_maven_is_one_line() throws Exception {
        environment.put("MVN", temporary.resolve("no-maven").toString());

        Run run = launch("ask");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines()).singleElement().asString().startsWith("qwen4j: no Maven found");
    }

    @Test
    void too_old_a_jdk_is_one_line() throws Exception {
        environment.put("QWEN4J_JAVA_HOME", jdk("17.0.15").toString());

        Run run = launch("ask");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.lines()).singleElement().asString().contains("QWEN4J_JAVA_HOME", "22 or newer");
    }

    @Test
    void java_home_is_used_when_new_enough() throws Exception {
        environment.remove("QWEN4J_JAVA_HOME");
        environment.put("JAVA_HOME", jdk("22.0.1").toString());

        assertThat(launch("ask").lines()).contains("java 22.0.1");
    }

    @Test
    void java_home_is_passed_over_when_too_old() throws Exception {
        environment.remove("QWEN4J_JAVA_HOME");
        environment.put("JAVA_HOME", jdk("17.0.15").toString());
        Path path = Files.createDirectory(temporary.resolve("bin"));
        Files.createSymbolicLink(path.resolve("java"), jdk("22.0.2").resolve("bin/java"));
        environment.put("PATH", path + ":" + System.getenv("PATH"));

        assertThat(launch("ask").lines()).contains("java 22.0.2");
    }

    @Test
    void options_that_a_jdk_does_not_know_are_left_out() throws Exception {
        String option = "--sun-misc-unsafe-memory-access=allow";

        assertThat(launch("ask").lines()).contains(option);
        environment.put("QWEN4J_JAVA_HOME", jdk("21.0.1").toString());
        assertThat(launch("ask").lines()).doesNotContain(option).contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void vector_kernels_are_there_for_commands_that_run_long() throws Exception {
        String module = "jdk.incubator.vector";

        assertThat(launch("chat").lines()).contains(module);
        assertThat(launch("ask", "--model", "a", "b").lines()).contains(module);
        assertThat(launch("ask", "b").lines()).doesNotContain(module);
        environment.put("QWEN4J_JAVA_HOME", jdk("21.0.1").toString());
        assertThat(launch("chat").lines()).doesNotContain(module);
    }

    @Test
    void finds_its_folder_through_links() throws Exception {
        Path links = Files.createDirectory(temporary.resolve("links"));
        Files.createSymbolicLink(links.resolve("absolute"), root.resolve("qwen4j"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));

        Run run = launch(links.resolve("relative"), "ask");

        assertThat(run.lines()).endsWith("dev.qwen4j.service.cli.Main", "ask");
    }

    @Test
    void options_from_the_environment_reach_the_jvm() throws Exception {
        environment.put("QWEN4J_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC");

        assertThat(launch("ask").lines()).contains("-Xmx1g", "-XX:+UseG1GC").doesNotContain("-XX:+UseSerialGC");
    }

    private Run launch(String... args) throws Exception {
        return launch(root.resolve("qwen4j"), args);
    }

    private Run launch(Path launcher, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(args));
        Path output = temporary.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_OPTS", "QWEN4J_JAVA_OPTS"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Run(status, Files.readAllLines(output, StandardCharsets.UTF_8));
    }

    private List<String> mavenCalls() throws IOException {
        return Files.readAllLines(temporary.resolve("maven-calls"));
    }

    /** A JDK whose java command writes its release and its arguments, one a line. */
    private Path jdk(String version) throws IOException {
        Path home = temporary.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "echo java " + version + "; printf '%s\\n' \"$@\"");
        script(home.resolve("bin/javac"), "");
        return home;
    }

    /** A Maven that writes down its arguments, packages an empty application and ends with {@code ending}. */
    private Path maven(String ending) throws IOException {
        Path file = temporary.resolve("maven" + Math.abs(ending.hashCode()));
        return script(
                file,
                "echo \"$@\" >>'" + temporary.resolve("maven-calls") + "'\n"
                        + "mkdir -p src/target/quarkus-app && touch src/target/quarkus-app/quarkus-run.jar\n" + ending);
    }

    private static Path script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
