package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class PythonPackagesTest {
    /** A folder with the wheels of sympy and mpmath, for the test that needs them. */
    private static final String WHEELS = "QWEN4J_TEST_WHEELS";

    @TempDir
    Path temp;

    @Test
    void code_imports_from_folders_and_from_folders_of_wheels_and_cannot_change_them() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("modules/greet")).resolveSibling("");
        Files.writeString(folder.resolve("greet/__init__.py"), "def hello(name): return f'hello {name}'\n");
        Path wheels = Files.createDirectory(temp.resolve("wheels"));
        wheel(wheels.resolve("shout-1.0-py3-none-any.whl"), "shout.py", "def shout(text): return text.upper() + '!'\n");
        try (GraalPyInterpreter python = session(List.of(folder, wheels))) {
            assertThat(run(python, "import greet, shout\nshout.shout(greet.hello('you'))"))
                    .isEqualTo(new Execution.Completed("", "'HELLO YOU!'"));
            for (String attempt : List.of(
                    "open(greet.__file__, 'w')",
                    "open('" + wheels.resolve("shout-1.0-py3-none-any.whl") + "', 'ab')",
                    "open('" + folder.resolve("more.py") + "', 'w')")) {
                assertThat(run(python, attempt))
                        .isInstanceOfSatisfying(
                                Execution.Raised.class,
                                raised -> assertThat(raised.traceback()).contains("PermissionError"));
            }
        }
        assertThat(folder.resolve("greet/__init__.py")).content().startsWith("def hello");
    }

    @Test
    void a_package_that_is_missing_says_what_works_instead() throws InterruptedException {
        try (GraalPyInterpreter python = session(List.of())) {
            assertThat(error(python, "import pandas as pd"))
                    .contains("ModuleNotFoundError: No module named 'pandas'")
                    .contains("use the modules csv and statistics with lists of dicts, or sqlite3");
            assertThat(error(python, "from sklearn.linear_model import LinearRegression"))
                    .contains("No module named 'sklearn'", "use numpy's basics");
            assertThat(error(python, "import no_such_module"))
                    .contains("No module named 'no_such_module' (Python's standard library")
                    .contains("nothing can be installed");
        }
    }

    @Test
    void wheels_with_native_code_are_left_out() throws IOException {
        wheel(temp.resolve("plain-1.0-py3-none-any.whl"), "plain.py", "x = 1\n");
        wheel(temp.resolve("fast-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"), "fast.py", "");

        List<Path> folders = PythonPackages.folders(List.of(temp), temp.resolve("cache"));

        assertThat(folders).hasSize(2).first().isEqualTo(temp);
        assertThat(folders.get(1).resolve("plain.py")).hasContent("x = 1");
        assertThat(PythonPackages.folders(List.of(temp), temp.resolve("cache"))).isEqualTo(folders);
    }

    @Test
    void a_wheel_that_would_write_beside_its_folder_is_refused() throws IOException {
        Path wheel = wheel(temp.resolve("bad-1.0-py3-none-any.whl"), "../../../bad.py", "");

        assertThatThrownBy(() -> PythonPackages.folders(List.of(wheel), temp.resolve("cache")))
                .isInstanceOf(InterpreterException.class)
                .hasMessageContaining("its entry ../../../bad.py leads out of it");
        assertThat(temp.resolve("bad.py")).doesNotExist();
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        assertThatThrownBy(() -> session(List.of(temp.resolve("nowhere"))))
                .isInstanceOf(InterpreterException.class)
                .hasMessageContaining("there is no folder or file " + temp.resolve("nowhere"));
    }

    @Test
    void sympy_solves_and_integrates() throws InterruptedException {
        String wheels = System.getenv(WHEELS);
        assumeTrue(wheels != null, WHEELS + " names no folder with the wheels of sympy and mpmath");
        try (GraalPyInterpreter python = session(List.of(Path.of(wheels)))) {
            assertThat(run(python, """
                            from sympy import Matrix, exp, integrate, pi, simplify, sin, cos, solve, symbols
                            x, y = symbols('x y')
                            [solve(x**3 - 6*x**2 + 11*x - 6, x), integrate(exp(-x) * sin(x), x), pi.n(30),
                             simplify(sin(x)**2 + cos(x)**2), solve([x + y - 3, x - y - 1], [x, y]), Matrix([[1, 2], [3, 4]]).inv()]
                            """)).isEqualTo(new Execution.Completed("", """
                            [[1, 2, 3],
                             -exp(-x)*sin(x)/2 - exp(-x)*cos(x)/2,
                             3.14159265358979323846264338328,
                             1,
                             {x: 2, y: 1},
                             Matrix([
                            [ -2,    1],
                            [3/2, -1/2]])]"""));
        }
    }

    private GraalPyInterpreter session(List<Path> packages) {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(5));
        return new GraalPyInterpreter(
                temp.resolve("session"), policy, WorkerOptions.DEFAULT.withLibraries(packages), Map.of());
    }

    private static Path wheel(Path file, String name, String text) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return file;
    }

    private static Execution run(GraalPyInterpreter python, String code) throws InterruptedException {
        return python.execute(code, text -> {});
    }

    private static String error(GraalPyInterpreter python, String code) throws InterruptedException {
        return ((Execution.Raised) run(python, code)).traceback();
    }
}
