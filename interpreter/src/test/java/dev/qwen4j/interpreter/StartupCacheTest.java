package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupCacheTest {
    @TempDir
    Path temp;

    @Test
    void is_used_once_its_file_is_there() throws IOException {
        StartupCache cache = new StartupCache(temp.resolve("cache"), jar("a.jar"));

        assertThat(cache.useFlags()).isEmpty();

        Files.createDirectories(cache.folder());
        Files.writeString(cache.file(), "");
        assertThat(cache.useFlags()).singleElement().asString().endsWith("=" + cache.file());
    }

    @Test
    void another_state_of_a_jar_has_another_file() throws IOException {
        WorkerClassPath classPath = jar("a.jar");
        StartupCache cache = new StartupCache(temp, classPath);
        Path before = cache.file();

        Files.setLastModifiedTime(classPath.entries().getFirst(), FileTime.fromMillis(1_000_000));

        assertThat(cache.file()).isNotEqualTo(before);
    }

    @Test
    void there_is_none_for_classes_in_folders() throws Exception {
        WorkerClassPath classPath = new WorkerClassPath(List.of(Files.createDirectory(temp.resolve("classes"))));
        StartupCache cache = new StartupCache(temp.resolve("cache"), classPath);

        assertThat(cache.useFlags()).isEmpty();
        assertThat(cache.create(new WorkerLauncher(classPath, cache, temp, WorkerOptions.DEFAULT)))
                .isFalse();
        assertThat(temp.resolve("cache")).doesNotExist();
    }

    private WorkerClassPath jar(String name) throws IOException {
        return new WorkerClassPath(List.of(Files.writeString(temp.resolve(name), "jar")));
    }
}
