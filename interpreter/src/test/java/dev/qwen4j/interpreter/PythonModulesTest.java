package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of modules in docs/python-modules.md, and what stands in for native modules. One worker for all of it. */
@Timeout(240)
class PythonModulesTest {
    private static final Path TABLE = Path.of("../docs/python-modules.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w., ]+)` \\| `(.+)` \\| `(.+)` \\|$");

    @TempDir
    static Path temp;

    private static GraalPyInterpreter python;

    @BeforeAll
    static void open() {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofSeconds(100));
        python = new GraalPyInterpreter(temp.resolve("session"), policy);
    }

    @AfterAll
    static void close() {
        python.close();
    }

    record Row(String modules, String use, String value) {}

    static List<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(TABLE))
                .results()
                .map((MatchResult row) -> new Row(row.group(1), row.group(2), row.group(3)))
                .toList();
    }

    @Test
    void the_table_is_read_as_a_whole() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void every_module_of_the_table_works(Row row) throws InterruptedException {
        run("import dataclasses, os, " + row.modules());

        assertThat(value(row.use())).isEqualTo(row.value());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "import ctypes; ctypes.CDLL(None)|AttributeError: ctypes.CDLL is not here: this sandbox has no native code",
                "import unicodedata; unicodedata.lookup('NO SUCH NAME')|KeyError: \"undefined character name 'NO SUCH NAME'\"",
                "import bz2; bz2.decompress(b'not bzip2')|OSError: Invalid data stream",
                "import zoneinfo; zoneinfo.ZoneInfo('Mars/Base')|ZoneInfoNotFoundError: 'No time zone found with key Mars/Base'",
                "import xml.etree.ElementTree as e; e.fromstring('<a><b></a>')|ParseError: mismatched tag: line 1, column 8",
                "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 80))|PermissionError: this sandbox has no network",
                "import sqlite3; sqlite3.connect('/etc/passwd')|OperationalError: unable to open database file",
                "import sqlite3; sqlite3.connect('../outside.db')|OperationalError: unable to open database file",
                "import sqlite3; sqlite3.connect(':memory:').execute(\"attach 'x.db' as x\")|NotSupportedError",
                "import sqlite3; sqlite3.connect(':memory:').execute(\"select load_extension('x')\")|no such function",
                "import sqlite3; sqlite3.connect(':memory:').execute(\"vacuum into '/tmp/x.db'\")|OperationalError",
                "import _qwen4j; _qwen4j.library('sqlite.execute', '[]')|RuntimeError",
                "import _qwen4j; _qwen4j.library('no.such', '')|RuntimeError: there is no call 'no.such'"
            })
    void what_cannot_be_done_is_an_ordinary_error(String code, String error) throws InterruptedException {
        assertThat(run(code))
                .isInstanceOfSatisfying(
                        Execution.Raised.class,
                        raised -> assertThat(raised.traceback()).contains(error));
    }

    @Test
    void xml_entities_stay_in_the_document_and_within_bounds() throws InterruptedException {
        String bomb =
                "'<!DOCTYPE a [<!ENTITY e0 \"' + 'x' * 1000 + '\">' + ''.join(f'<!ENTITY e{i} \"' + f'&e{i-1};' * 50"
                        + " + '\">' for i in range(1, 6)) + ']><a>&e5;</a>'";
        run(
                "from xml.etree import ElementTree as ET\ndef error(text):\n    try:\n        return ET.fromstring(text).text\n"
                        + "    except ET.ParseError as e:\n        return str(e)");

        assertThat(value("error(" + bomb + ")")).contains("limit on input amplification");
        assertThat(value("error('<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>')"))
                .contains("undefined entity");
        assertThat(value("error('<!DOCTYPE a [<!ENTITY e \"<b>v</b>\">]><a>t&e;</a>')"))
                .isEqualTo("'t'");
    }

    @Test
    void xml_comes_in_parts() throws InterruptedException {
        assertThat(value("""
                        from xml.etree.ElementTree import XMLPullParser
                        parser = XMLPullParser(['start', 'end'])
                        seen = []
                        for part in ('<a><b x="', '1"/>te', 'xt</a>'):
                            parser.feed(part)
                            seen.append([(event, element.tag) for event, element in parser.read_events()])
                        seen
                        """)).isEqualTo("[[('start', 'a')], [('start', 'b'), ('end', 'b')], [('end', 'a')]]");
    }

    @Test
    void a_database_file_keeps_what_was_committed() throws InterruptedException {
        run("""
                import sqlite3
                with sqlite3.connect('kept.db') as db:
                    db.execute('create table t(id integer primary key, name text, data blob)')
                    db.executemany('insert into t(name, data) values(?, ?)', [('a', b'\\x00\\xff'), ('中文', None)])
                db.execute("insert into t(name) values('not committed')")
                db.close()
                """);

        assertThat(value("""
                        db = sqlite3.connect('kept.db')
                        db.row_factory = sqlite3.Row
                        [tuple(row) for row in db.execute('select * from t order by id')], db.execute(
                            'select name from t where id = :id', {'id': 2}).fetchone()['name']
                        """)).isEqualTo("([(1, 'a', b'\\x00\\xff'), (2, '中文', None)], '中文')");
        assertThat(python.folder().resolve("kept.db")).exists();
    }

    @Test
    void sqlite_errors_are_of_their_kinds() throws InterruptedException {
        assertThat(value("""
                        import sqlite3
                        db = sqlite3.connect(':memory:')
                        db.execute('create table t(a unique)')
                        db.execute('insert into t values(1)')
                        def kind(*call):
                            try:
                                db.execute(*call)
                            except sqlite3.Error as error:
                                return type(error).__name__, str(error)
                        [kind('insert into t values(1)'), kind('selec'), kind('select ?', (1, 2)), kind('select 1; select 2')]
                        """)).isEqualTo("""
                        [('IntegrityError', 'UNIQUE constraint failed: t.a'),
                         ('OperationalError', 'near "selec": syntax error'),
                         ('ProgrammingError',
                          'Incorrect number of bindings supplied. The current statement uses 1, and there are 2 supplied.'),
                         ('ProgrammingError', 'You can only execute one statement at a time.')]""");
    }

    @Test
    void tasks_of_asyncio_run_side_by_side_and_a_dead_end_is_an_error() throws InterruptedException {
        assertThat(value("""
                        import asyncio
                        async def step(i):
                            await asyncio.sleep(0.01 * i)
                            return i * i
                        async def main():
                            queue = asyncio.Queue()
                            await queue.put('queued')
                            try:
                                async with asyncio.timeout(0.01):
                                    await asyncio.sleep(60)
                            except TimeoutError:
                                return await asyncio.gather(*map(step, range(4))), await queue.get(), await asyncio.to_thread(sum, [1, 2])
                        asyncio.run(main())
                        """)).isEqualTo("([0, 1, 4, 9], 'queued', 3)");
        assertThat(
                        run(
                                "async def stuck():\n    await asyncio.get_running_loop().create_future()\nasyncio.run(stuck())"))
                .isInstanceOfSatisfying(
                        Execution.Raised.class,
                        raised -> assertThat(raised.traceback())
                                .contains("RuntimeError: asyncio waits for something that cannot come"));
    }

    @Test
    void time_zones_know_the_past_and_the_future() throws InterruptedException {
        assertThat(value("""
                        from datetime import datetime
                        from zoneinfo import ZoneInfo, available_timezones
                        def told(zone, *when):
                            time = datetime(*when, tzinfo=ZoneInfo(zone))
                            return str(time.utcoffset()), time.tzname()
                        [told('America/New_York', 2024, 1, 1), told('America/New_York', 2090, 7, 1), told('Asia/Shanghai', 2024, 1, 1),
                         told('Europe/Paris', 1900, 1, 1), told('UTC', 2024, 1, 1), len(available_timezones()) > 400]
                        """)).isEqualTo("""
                        [('-1 day, 19:00:00', 'EST'),
                         ('-1 day, 20:00:00', 'EDT'),
                         ('8:00:00', 'CST'),
                         ('0:09:21', 'LMT'),
                         ('0:00:00', 'UTC'),
                         True]""");
    }

    private static Execution run(String code) throws InterruptedException {
        return python.execute(code, text -> {});
    }

    private static String value(String code) throws InterruptedException {
        Execution execution = run(code);
        assertThat(execution).isInstanceOf(Execution.Completed.class);
        return ((Execution.Completed) execution).value();
    }
}
