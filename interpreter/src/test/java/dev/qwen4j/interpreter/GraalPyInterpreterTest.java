package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cells can do, and what the sandbox keeps from them without ending the session. One worker for all of it. */
@Timeout(180)
class GraalPyInterpreterTest {
    private static final SandboxPolicy POLICY =
            new SandboxPolicy(Duration.ofSeconds(60), 512L << 20, 2000, 1 << 20, 50);

    @TempDir
    static Path temp;

    private static GraalPyInterpreter python;

    @BeforeAll
    static void open() throws IOException {
        Path folder = Files.createDirectory(temp.resolve("会话 1"));
        Files.writeString(temp.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("planted"), temp.resolve("secret.txt"));
        python = new GraalPyInterpreter(folder, POLICY);
        python.warmUp();
    }

    @AfterAll
    static void close() {
        python.close();
    }

    @Test
    void a_later_cell_uses_what_an_earlier_one_defined() throws InterruptedException {
        run("import math\ndef area(r):\n    return math.pi * r ** 2");

        assertThat(value("round(area(2), 3)")).isEqualTo("12.566");
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of("1 + 1", "2"),
                Arguments.of("'你好'", "'你好'"),
                Arguments.of("x = 5\nx", "5"),
                Arguments.of("None", ""),
                Arguments.of("x = 1", ""),
                Arguments.of("1 + 1;", ""),
                Arguments.of("# nothing", ""),
                Arguments.of("('中文', '😀', 1)  # 注释", "('中文', '😀', 1)"),
                Arguments.of("'中文'; ", ""),
                Arguments.of("x = 1; x", "1"),
                Arguments.of("x = [3,\n  2]\n(x[0] +\n   x[1]\n)\n# end\n", "5"),
                Arguments.of("x = 1\n'''a\nb + 1'''", "'a\\nb + 1'"),
                Arguments.of("x = 1\ny = '''a\nb'''", ""),
                Arguments.of("x = 2\r\nx\r\n", "2"),
                Arguments.of("from __future__ import annotations\n1 + \\\n1", "2"),
                Arguments.of("x = 3 \\\n+ 1\nx", "4"),
                Arguments.of("x = 3 \\\n+ 1", ""),
                Arguments.of("if True:\n    5", ""),
                Arguments.of("", ""));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void the_last_expression_is_the_value(String code, String value) throws InterruptedException {
        assertThat(run(code)).isEqualTo(new Execution.Completed("", value));
    }

    @Test
    void underscore_is_the_last_value() throws InterruptedException {
        run("6 * 7");

        assertThat(value("_ + 1")).isEqualTo("43");
    }

    @Test
    void output_is_stdout_and_stderr_in_order() throws InterruptedException {
        assertThat(run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='')")
                        .output())
                .isEqualTo("a\nb\nc");
    }

    @Test
    void output_comes_while_the_cell_still_runs() throws Exception {
        // The cell waits for a file that is written only after its first line has arrived.
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        String code =
                "import os, time\nprint('waiting')\nwhile not os.path.exists('go'):\n    time.sleep(0.01)\nprint('gone')";
        Thread watcher = Thread.ofPlatform().start(() -> {
            try {
                if ("waiting\n".equals(seen.poll(50, TimeUnit.SECONDS))) {
                    Files.writeString(python.folder().resolve("go"), "");
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        Execution execution = python.execute(code, seen::add);
        watcher.join();

        assertThat(execution).isEqualTo(new Execution.Completed("waiting\ngone\n", ""));
    }

    @Test
    void a_traceback_has_the_frames_of_the_cells_with_their_lines() throws InterruptedException {
        run("def half(n):\n    return n / 0");

        String traceback = traceback("x = 1\nhalf(x)");

        assertThat(traceback)
                .startsWith("Traceback (most recent call last):\n")
                .containsPattern("File \"<cell \\d+>\", line 2, in <module>\n    half\\(x\\)")
                .containsPattern("File \"<cell \\d+>\", line 2, in half\n    return n / 0")
                .endsWith("ZeroDivisionError: division by zero")
                .doesNotContain("<session>");
    }

    @Test
    void the_last_expression_has_its_own_line_and_columns_in_tracebacks() throws InterruptedException {
        assertThat(traceback("x = 1\n\n'文', x / 0"))
                .containsPattern("line 3, in <module>\n    '文', x / 0\n {8,9}[~^]+\n");
        assertThat(traceback("x = 1\nstr(\n  x / 0)")).contains("line 3, in <module>\n    x / 0)");
    }

    @Test
    void library_frames_and_host_paths_are_left_out_of_tracebacks() throws InterruptedException {
        assertThat(traceback("import json\njson.loads('{')"))
                .contains("JSONDecodeError")
                .doesNotContain("decoder.py", "python-home");
    }

    @Test
    void a_syntax_error_shows_its_line() throws InterruptedException {
        assertThat(traceback("x = 1\nfor i in range(3)\n    print(i)"))
                .containsPattern("line [23]")
                .contains("SyntaxError: expected ':'");
    }

    @Test
    void a_cell_that_raises_keeps_what_it_printed_and_defined() throws InterruptedException {
        Execution execution = run("kept = 7\nprint('so far')\nraise ValueError('no')");

        assertThat(execution.output()).isEqualTo("so far\n");
        assertThat(value("kept")).isEqualTo("7");
    }

    @Test
    void leaving_ends_the_cell_and_not_the_session() throws InterruptedException {
        run("before = 1");

        assertThat(run("import sys\nsys.exit()")).isEqualTo(new Execution.Completed("", ""));
        assertThat(run("exit()")).isEqualTo(new Execution.Completed("", ""));
        assertThat(traceback("import os\nos._exit(3)")).isEqualTo("SystemExit: 3");
        assertThat(value("before")).isEqualTo("1");
    }

    @Test
    void output_beyond_the_limit_is_cut_and_counted() throws InterruptedException {
        String output = run("print('x' * 5000)").output();

        assertThat(output).startsWith("x".repeat(2000)).endsWith("[3001 more bytes of output left out]");
        assertThat(run("print('y')").output()).isEqualTo("y\n");
    }

    @Test
    void a_long_value_is_cut_in_the_middle() throws InterruptedException {
        assertThat(value("'a' * 1_000_000")).hasSizeLessThan(100_000).contains("characters left out");
    }

    @Test
    void a_file_that_was_never_closed_is_written_all_the_same() throws InterruptedException {
        run("open('note.txt', 'w').write('你好')");

        assertThat(python.folder().resolve("note.txt")).hasContent("你好");
        assertThat(value("open('note.txt').read()")).isEqualTo("'你好'");
    }

    @Test
    void a_broken_repr_and_endless_recursion_are_ordinary_errors() throws InterruptedException {
        assertThat(traceback("class Broken:\n    def __repr__(self):\n        return 1 / 0\nBroken()"))
                .endsWith("ZeroDivisionError: division by zero");
        assertThat(traceback("def f():\n    return f()\nf()")).contains("RecursionError");
        assertThat(traceback("class E(Exception):\n    def __str__(self):\n        raise self\nraise E()"))
                .contains("E");
    }

    @Test
    void half_a_surrogate_pair_does_no_harm() throws InterruptedException {
        assertThat(value("'\\ud800'")).isEqualTo("'\\ud800'");
        assertThat(traceback("raise ValueError('\\ud800')")).contains("ValueError");
        assertThat(value("len('\ud83d')")).isEqualTo("1");
    }

    @Test
    void code_that_is_absurdly_long_is_refused() throws InterruptedException {
        assertThat(traceback("#" + "x".repeat(1 << 20))).contains("longer than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open('/etc/passwd').read()",
                "open('../secret.txt').read()",
                "open('planted').read()",
                "import os; os.listdir('/')",
                "import os; os.listdir('..')",
                "import os; os.stat('/etc/shadow')",
                "import os; os.chdir('/')",
                "import pathlib; pathlib.Path('/proc/self/environ').read_bytes()",
                "import os; os.symlink('/etc', 'link')",
                "import os; os.link('../secret.txt', 'hard')",
                "import os; os.rename('../secret.txt', 'mine')",
                "import shutil; shutil.copy('../secret.txt', 'mine')",
                "import json; open(json.__file__ + '/../../../../../../../../../../../etc/passwd')",
                "import json, os; os.listdir(os.path.dirname(json.__file__) + '/..' * 12)",
                "open('../new.txt', 'w')",
                "open('/tmp/qwen4j-escape', 'w')",
                "import os; os.mkdir('../new')",
                "import os; os.remove('../secret.txt')",
                "import json; open(json.__file__, 'w')",
                "import os, json; os.remove(json.__file__)",
                "import os, json; os.rename(json.__file__, json.__file__ + '.bak')",
                "import os, json; os.rename(json.__file__, 'json.py')",
                "import os, json; os.mkdir(os.path.join(os.path.dirname(json.__file__), 'new'))",
                "import os, json; os.utime(json.__file__, (0, 0))"
            })
    void files_outside_the_folder_are_out_of_reach(String code) throws InterruptedException {
        assertThat(traceback("try:\n    " + code + "\nexcept OSError as e:\n    raise RuntimeError('refused')"))
                .endsWith("RuntimeError: refused");
        assertThat(temp.resolve("secret.txt")).hasContent("secret");
        assertThat(temp.resolve("new")).doesNotExist();
        assertThat(temp.resolve("new.txt")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "import os; os.system('id')|PermissionError",
                "import os; os.popen('id')|PermissionError",
                "import os; os.execv('/bin/sh', ['sh'])|PermissionError",
                "import subprocess; subprocess.run(['id'])|PermissionError",
                "import socket; socket.socket()|PermissionError",
                "import socket; socket.create_connection(('127.0.0.1', 22))|PermissionError",
                "import socket; socket.getaddrinfo('localhost', 1)|PermissionError",
                "import urllib.request; urllib.request.urlopen('http://127.0.0.1')|URLError",
                "import threading; threading.Thread(target=print).start()|RuntimeError",
                "import _thread; _thread.start_new_thread(print, ())|RuntimeError",
                "from concurrent.futures import ThreadPoolExecutor; ThreadPoolExecutor().submit(print)|RuntimeError",
                "import signal; signal.raise_signal(15)|PermissionError",
                "import ctypes; ctypes.CDLL(None)|AttributeError",
                "import java; java.type('java.lang.System')|KeyError",
                "from java.lang import System|KeyError",
                "import polyglot; polyglot.eval(language='python', string='1')|Error",
                "input('name? ')|EOFError"
            })
    void what_the_sandbox_leaves_out_is_an_error_that_code_can_catch(String code, String error)
            throws InterruptedException {
        assertThat(traceback(code)).contains(error);
        assertThat(value("'usable'")).isEqualTo("'usable'");
        assertThat(run("try:\n    " + code + "\nexcept Exception:\n    print('caught')")
                        .output())
                .isEqualTo("caught\n");
    }

    @Test
    void the_environment_is_empty() throws InterruptedException {
        assertThat(value("import os; [name for name in os.environ if 'HOME' in name or 'PATH' in name]"))
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scipy", "pandas", "requests"})
    void a_package_that_is_missing_names_what_is_there(String name) throws InterruptedException {
        assertThat(traceback("import " + name + " as m")).contains("ModuleNotFoundError", "standard library");
    }

    @Test
    void disk_and_file_quotas_are_errors_and_the_session_goes_on() throws InterruptedException {
        assertThat(traceback("with open('big', 'wb') as f:\n    for i in range(100):\n        f.write(bytes(100_000))"))
                .contains("OSError", "quota");
        run("import os\nos.remove('big')");
        assertThat(traceback("for i in range(100):\n    os.mkdir(f'folder{i}')"))
                .contains("OSError", "quota");
        run("for name in os.listdir('.'):\n    if name.startswith('folder'):\n        os.rmdir(name)");
        assertThat(run("with open('small', 'w') as f:\n    f.write('x')")).isInstanceOf(Execution.Completed.class);
    }

    @Test
    void the_usual_modules_work() throws InterruptedException {
        assertThat(value("""
                        import base64, bisect, collections, csv, dataclasses, datetime, decimal, fractions, functools
                        import hashlib, heapq, io, itertools, json, math, pickle, random, re, statistics, string
                        import textwrap, typing, uuid, zlib
                        random.seed(42)
                        (statistics.median([3, 1, 2]), json.dumps({'a': 1}), str(fractions.Fraction(1, 3)),
                         hashlib.sha256(b'x').hexdigest()[:8], random.randint(1, 100),
                         str(datetime.date(2024, 2, 28) + datetime.timedelta(2)), re.findall(r'\\d+', 'a1b22'))
                        """)).isEqualTo("(2, '{\"a\": 1}', '1/3', '2d711642', 82, '2024-03-01', ['1', '22'])");
    }

    private static Execution run(String code) throws InterruptedException {
        return python.execute(code, text -> {});
    }

    private static String value(String code) throws InterruptedException {
        Execution execution = run(code);
        assertThat(execution).isInstanceOf(Execution.Completed.class);
        return ((Execution.Completed) execution).value();
    }

    private static String traceback(String code) throws InterruptedException {
        Execution execution = run(code);
        assertThat(execution).isInstanceOf(Execution.Raised.class);
        return ((Execution.Raised) execution).traceback();
    }
}
