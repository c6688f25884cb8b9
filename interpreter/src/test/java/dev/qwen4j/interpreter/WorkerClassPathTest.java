package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkerClassPathTest {
    @Test
    void holds_what_a_worker_needs_and_nothing_of_the_service() {
        WorkerClassPath classPath = WorkerClassPath.find();

        assertThat(classPath.entries()).allSatisfy(entry -> assertThat(entry).exists());
        assertThat(classPath.toString().split(File.pathSeparator)).hasSameSizeAs(classPath.entries());
        assertThat(classPath.toString())
                .contains("python-language", "truffle-api", "jackson-core")
                .doesNotContain("jackson-databind", "qwen4j-tools", "junit", "slf4j");
    }

    @Test
    void a_jar_is_found_whether_or_not_its_classes_have_versions() throws Exception {
        URL plain = URI.create("jar:file:/lib/a%20b.jar!/x/Y.class").toURL();
        URL versioned = URI.create("jar:file:/lib/a%20b.jar!/META-INF/versions/9/x/Y.class")
                .toURL();

        assertThat(WorkerClassPath.origin(plain, "x/Y.class")).isEqualTo(Path.of("/lib/a b.jar"));
        assertThat(WorkerClassPath.origin(versioned, "x/Y.class")).isEqualTo(Path.of("/lib/a b.jar"));
    }

    @Test
    void a_folder_is_found() throws Exception {
        URL url = URI.create("file:/build/classes/x/Y.class").toURL();

        assertThat(WorkerClassPath.origin(url, "x/Y.class")).isEqualTo(Path.of("/build/classes"));
    }

    @Test
    void a_jar_inside_a_jar_is_refused_with_its_place() throws Exception {
        URL url = URI.create("jar:file:/app.jar!/lib/a.jar!/x/Y.class").toURL();

        assertThatThrownBy(() -> WorkerClassPath.origin(url, "x/Y.class"))
                .isInstanceOf(InterpreterException.class)
                .hasMessageContaining("/app.jar");
    }
}
