package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred cells in one session. */
@Timeout(300)
class SoakTest {
    private static final int CELLS = 200;
    private static final long GROWTH_MIB = 64;

    @TempDir
    Path folder;

    @Test
    void two_hundred_cells_leave_memory_flat_and_no_process_behind() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs Linux, which tells a process's memory");
        ProcessHandle worker;
        try (GraalPyInterpreter python =
                new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT.withHeapBytes(256L << 20))) {
            long half = 0;
            for (int i = 1; i <= CELLS; i++) {
                python.execute(cell(i), text -> {});
                if (i == CELLS / 2) {
                    half = residentMib(worker());
                }
            }
            worker = worker();

            assertThat(residentMib(worker)).isLessThan(half + GROWTH_MIB);
            assertThat(python.execute("total", text -> {}))
                    .isEqualTo(new Execution.Completed("", String.valueOf(CELLS)));
        }
        assertThat(worker.onExit().get().isAlive()).isFalse();
    }

    /** Always new text, as models write it: objects, output, errors, files. */
    private static String cell(int number) {
        return """
            total = globals().get('total', 0) + 1
            rows = [{'id': i, 'name': f'row {i}', 'cell': %1$d} for i in range(2000)]
            text%2$d = ', '.join(row['name'] for row in rows)
            print(len(text%2$d))
            with open('last.txt', 'w') as file:
                file.write(text%2$d)
            if %1$d %% 5 == 0:
                raise ValueError('cell %1$d')
            sorted(rows, key=lambda row: -row['id'])[:3]
            """.formatted(number, number % 10);
    }

    private static ProcessHandle worker() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    private static long residentMib(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }
}
