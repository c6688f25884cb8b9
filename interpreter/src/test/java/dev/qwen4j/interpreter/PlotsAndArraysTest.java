package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What scripts draw with matplotlib.pyplot and compute with numpy. One worker for all of it. */
@Timeout(400)
class PlotsAndArraysTest {
    @TempDir
    static Path temp;

    /** Pictures that the documentation shows. */
    private static final Path DOCUMENTS = Path.of("../docs/pictures");

    private static GraalPyInterpreter python;
    private static final List<Display> SHOWN = new ArrayList<>();

    @BeforeAll
    static void open() {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(150));
        python = new GraalPyInterpreter(temp.resolve("session"), policy);
    }

    @AfterAll
    static void close() {
        python.close();
    }

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/plots"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void typical_scripts_show_one_picture(Path script) throws IOException, InterruptedException {
        Execution execution = run(Files.readString(script));

        assertThat(execution).isInstanceOf(Execution.Completed.class);
        assertThat(SHOWN).singleElement().satisfies(shown -> {
            assertThat(shown.mimeType()).isEqualTo("image/png");
            assertThat(shown.bytes()).startsWith(0x89, 'P', 'N', 'G').hasSizeGreaterThan(5000);
        });
        Path inDocuments = DOCUMENTS.resolve(script.getFileName().toString().replace(".py", ".png"));
        if (Boolean.getBoolean("golden.update") && Files.exists(inDocuments)) {
            Files.write(inDocuments, SHOWN.getFirst().bytes());
        }
    }

    @Test
    void figures_are_saved_as_png_and_svg() throws InterruptedException {
        run(
                "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('A title')\nplt.savefig('a.png')\nplt.savefig('a.svg')");

        assertThat(python.folder().resolve("a.png")).isNotEmptyFile();
        assertThat(python.folder().resolve("a.svg")).content().contains("<svg", "A title</text>");
        assertThat(SHOWN).isEmpty();
    }

    @Test
    void a_figure_that_was_left_over_is_shown_at_the_end_of_its_cell() throws InterruptedException {
        run("import matplotlib.pyplot as plt\nplt.bar(['a', 'b'], [1, 2])");

        assertThat(SHOWN).hasSize(1);
        run("1 + 1");
        assertThat(SHOWN).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "plt.polar([1], [2])|AttributeError: plt.polar is not in this sandbox's matplotlib.pyplot",
                "plt.subplots(subplot_kw={'projection': '3d'})|NotImplementedError: this sandbox draws axes of x and y only",
                "plt.plot([1, 2], [1])|ValueError: x and y must have same first dimension",
                "plt.plot([1], color='no such color')|ValueError: 'no such color' is not a valid value for color",
                "plt.savefig('a.pdf')|ValueError: Format 'pdf' is not supported (supported formats: png, svg)",
                "plt.figure(figsize=(1e4, 1e4)).savefig('a.png')|the limit is 25000000",
                "plt.plot([1]); plt.savefig('../a.png')|PermissionError",
                "plt.imshow([[1, 2]], cmap='nope')|ValueError: 'nope' is not a known colormap",
                "plt.style.use('nope')|OSError: 'nope' is not a valid style"
            })
    void what_cannot_be_drawn_says_so(String code, String error) throws InterruptedException {
        assertThat(run("import matplotlib.pyplot as plt\n" + code))
                .isInstanceOfSatisfying(
                        Execution.Raised.class,
                        raised -> assertThat(raised.traceback()).contains(error));
        run("plt.close('all')");
    }

    @Test
    void numpy_tells_once_what_it_is() throws IOException, InterruptedException {
        try (GraalPyInterpreter fresh = new GraalPyInterpreter(
                temp.resolve("fresh"), SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(100)))) {
            assertThat(fresh.execute("import numpy as np", text -> {}).output()).contains("small stand-in for NumPy");
            assertThat(fresh.execute("import numpy as np", text -> {}).output()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "np.arange(5)|array([0, 1, 2, 3, 4])",
                "np.linspace(0, 1, 5)|array([0.  , 0.25, 0.5 , 0.75, 1.  ])",
                "np.array([1, 2.5]) * 2|array([2., 5.])",
                "np.array([1, 2, 3]) + np.array([10, 20, 30])|array([11, 22, 33])",
                "(np.arange(6).reshape(2, 3) + np.array([10, 20, 30])).tolist()|[[10, 21, 32], [13, 24, 35]]",
                "np.arange(6).reshape(2, 3).sum(axis=0)|array([3, 5, 7])",
                "np.arange(10)[np.arange(10) > 6]|array([7, 8, 9])",
                "np.mean([1, 2, 3, 4]), np.std([2, 4]), np.median([3, 1, 2])|(2.5, 1.0, 2.0)",
                "np.sum([1, 2]), np.min([3, 1]), np.max([3, 1])|(3, 1, 3)",
                "np.round(np.sin(np.array([0, np.pi / 2])), 6)|array([0., 1.])",
                "np.sqrt([1, 4, 9])|array([1., 2., 3.])",
                "np.where(np.array([1, -1]) > 0, 'p', 'n').tolist()|['p', 'n']",
                "np.array([[1, 2], [3, 4]]) @ np.array([1, 1])|array([3, 7])",
                "np.linalg.solve([[3, 1], [1, 2]], [9, 8])|array([2., 3.])",
                "np.round(np.polyfit([0, 1, 2], [1, 3, 5], 1), 6)|array([2., 1.])",
                "np.concatenate([[1, 2], [3]])|array([1, 2, 3])",
                "np.unique([3, 1, 1]).tolist()|[1, 3]",
                "np.percentile([1, 2, 3, 4], 50)|2.5",
                "np.histogram([1, 2, 2, 3], bins=2)[0]|array([1, 3])",
                "np.random.seed(42) or np.random.rand(3)|array([0.37454012, 0.95071431, 0.73199394])",
                "np.random.seed(0) or np.random.randn(3)|array([1.76405235, 0.40015721, 0.97873798])",
                "np.random.seed(42) or np.random.randint(0, 100, 5)|array([51, 92, 14, 71, 60])",
                "np.random.seed(42) or np.random.permutation(10)|array([8, 1, 5, 0, 7, 2, 9, 4, 3, 6])"
            })
    void arrays_compute_what_numpy_computes(String code, String value) throws InterruptedException {
        run("import numpy as np");

        assertThat(run(code))
                .isInstanceOfSatisfying(
                        Execution.Completed.class,
                        completed -> assertThat(completed.value()).isEqualTo(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "np.einsum('i,i', [1], [2])|AttributeError: numpy.einsum is not part of this sandbox",
                "np.linalg.svd([[1]])|AttributeError: numpy.linalg.svd is not part of this sandbox",
                "np.random.wald(1, 1)|AttributeError: numpy.random.wald is not part of this sandbox",
                "np.array([1]).byteswap()|AttributeError: arrays of this stand-in for NumPy have no attribute 'byteswap'",
                "np.array([1, 2]) + np.array([1, 2, 3])|ValueError: operands could not be broadcast together",
                "import scipy|ModuleNotFoundError"
            })
    void a_missing_function_names_itself(String code, String error) throws InterruptedException {
        run("import numpy as np");

        assertThat(run(code))
                .isInstanceOfSatisfying(
                        Execution.Raised.class,
                        raised -> assertThat(raised.traceback()).contains(error));
    }

    private static Execution run(String code) throws InterruptedException {
        SHOWN.clear();
        return python.execute(code, new CellListener() {
            @Override
            public void output(String text) {}

            @Override
            public void display(Display display) {
                SHOWN.add(display);
            }
        });
    }
}
