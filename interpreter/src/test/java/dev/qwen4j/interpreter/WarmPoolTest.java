package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WarmPoolTest {
    @TempDir
    Path root;

    @Test
    void a_session_is_ready_before_it_is_asked_for_and_given_once() throws Exception {
        GraalPyInterpreter first;
        GraalPyInterpreter second;
        try (WarmPool pool = new WarmPool(root, 1, folder -> new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT))) {
            while (pool.waiting() == 0) {
                Thread.sleep(20);
            }
            first = pool.take();
            assertThat(first.isRunning()).isTrue();
            second = pool.take();
        }

        try (first;
                second) {
            assertThat(first.execute("open('x', 'w').write('1'); 1", text -> {}))
                    .isEqualTo(new Execution.Completed("", "1"));
            assertThat(second.folder()).isNotEqualTo(first.folder()).isEmptyDirectory();
            assertThat(first.folder()).startsWith(root);
        }
    }

    @Test
    void closing_leaves_no_process_and_no_folder_of_sessions_nobody_took() throws Exception {
        WarmPool pool = new WarmPool(root, 1, folder -> new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT));
        while (pool.waiting() == 0) {
            Thread.sleep(20);
        }

        pool.close();

        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).isEmpty();
        }
        assertThatThrownBy(pool::take).isInstanceOf(IllegalStateException.class);
    }
}
