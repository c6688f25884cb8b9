package dev.qwen4j.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Java tools called from Python, through the dispatch that checks them. */
@Timeout(180)
class ToolFunctionsTest {
    private static final List<ObjectNode> CALLS = new ArrayList<>();
    private static final CountDownLatch WAITING = new CountDownLatch(1);
    private static final ToolRegistry TOOLS = new ToolRegistry(
            List.of(
                    tool(
                            "search",
                            "query",
                            arguments -> "found " + arguments.path("query").asText()),
                    tool(
                            "long-text",
                            "size",
                            arguments -> "x".repeat(arguments.path("size").asInt()) + "end"),
                    tool(
                            "measure",
                            "text",
                            arguments -> String.valueOf(
                                    arguments.path("text").asText().length())),
                    tool("fail", "why", arguments -> {
                        throw new ToolException(arguments.path("why").asText());
                    }),
                    new SlowTool(),
                    tool("print", "text", arguments -> "not the tool")),
            Integer.MAX_VALUE);

    @TempDir
    static Path folder;

    private static GraalPyInterpreter python;

    @BeforeAll
    static void open() {
        SandboxPolicy policy = SandboxPolicy.DEFAULT.withCellTimeout(Duration.ofMinutes(2));
        python = new GraalPyInterpreter(folder, policy);
        python.offer(new ToolFunctions(TOOLS.specs(), ToolDispatch.of(TOOLS)));
    }

    @AfterAll
    static void close() {
        python.close();
    }

    @Test
    void a_tool_is_called_by_its_bare_name_and_as_a_member_of_tools() throws InterruptedException {
        assertThat(value("search(query='a')")).isEqualTo("'found a'");
        assertThat(value("search('b')")).isEqualTo("'found b'");
        assertThat(value("tools.search(query='c')")).isEqualTo("'found c'");
        assertThat(value("tools['search'](query='d'), sorted(tools)[0]")).isEqualTo("('found d', 'fail')");
    }

    @Test
    void arguments_are_checked_as_in_the_loop() throws InterruptedException {
        CALLS.clear();

        assertThat(value("try:\n    search()\nexcept ToolError as e:\n    said = str(e)\nsaid"))
                .contains("query");
        assertThat(value("try:\n    search(query=[1])\nexcept ToolError as e:\n    said = str(e)\nsaid"))
                .contains("query");
        assertThat(traceback("search('a', 'b')")).contains("TypeError: search() takes 1 arguments but 2 were given");
        assertThat(traceback("tools.nothing")).contains("there is no tool 'nothing'; there are search");
        assertThat(CALLS).isEmpty();
    }

    @Test
    void a_tool_that_fails_is_an_ordinary_exception() throws InterruptedException {
        assertThat(traceback("fail(why='no such place')"))
                .endsWith("ToolError: Error: no such place")
                .doesNotContain("_qwen4j_tools");
        assertThat(value("1")).isEqualTo("1");
    }

    @Test
    void a_long_result_stays_outside_and_is_handed_on_by_its_handle() throws InterruptedException {
        assertThat(value("big = tools.long_text(size=200_000)\nlen(big), big[-3:], big[0]"))
                .isEqualTo("(200003, 'end', 'x')");
        assertThat(value("measure(text=big)")).isEqualTo("'200003'");
        assertThat(value("len(big.text())")).isEqualTo("200003");
        assertThat(python.execute("print(big)", text -> {}).output()).contains("more characters; use slices");
    }

    @Test
    void builtins_keep_their_names_and_the_tools_are_not_the_users_names() throws InterruptedException {
        assertThat(python.execute("mine = 1\nprint('here')", text -> {}).output())
                .isEqualTo("here\n");
        assertThat(python.names()).contains("mine").doesNotContain("tools", "search", "ToolError");
        assertThat(value("tools.print(text='x')")).isEqualTo("'not the tool'");
    }

    @Test
    void the_way_out_takes_nothing_but_texts_and_known_functions() throws InterruptedException {
        assertThat(traceback("import _qwen4j\n_qwen4j.call('exec', 'x')")).contains("there is no function 'exec' here");
        assertThat(traceback("import _qwen4j\n_qwen4j.call('tool', 'no json')")).contains("not JSON");
        assertThat(traceback("import _qwen4j\n_qwen4j.call('value', '{\"handle\": \"value-99\"}')"))
                .contains("no longer kept");
        assertThat(traceback("import _qwen4j\n_qwen4j.call('tool', '{\"tool\": \"rm\"}')"))
                .contains("there is no tool 'rm'");
    }

    @Test
    void an_interrupt_reaches_the_tool_that_a_cell_waits_for() throws Exception {
        assertThat(value("kept = 5\nkept")).isEqualTo("5");
        Thread.ofVirtual().start(() -> {
            try {
                WAITING.await();
                python.interrupt();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        Execution execution = python.execute("slow()", text -> {});

        assertThat(execution).isEqualTo(new Execution.Interrupted("", false, List.of()));
        assertThat(value("kept")).isEqualTo("5");
    }

    private static String value(String code) throws InterruptedException {
        Execution execution = python.execute(code, text -> {});
        assertThat(execution).isInstanceOf(Execution.Completed.class);
        return ((Execution.Completed) execution).value();
    }

    private static String traceback(String code) throws InterruptedException {
        Execution execution = python.execute(code, text -> {});
        assertThat(execution).isInstanceOf(Execution.Raised.class);
        return ((Execution.Raised) execution).traceback();
    }

    private static Tool tool(String name, String parameter, Function<ObjectNode, String> work) {
        String type = parameter.equals("size") ? "integer" : "string";
        ObjectNode parameters =
                Parameters.create().required(parameter, type, "what").schema();
        ToolSpec spec = new ToolSpec(name, name, "Does " + name + ".", parameters, Risk.READ);
        return new Tool() {
            @Override
            public ToolSpec spec() {
                return spec;
            }

            @Override
            public ToolOutput call(ObjectNode arguments) {
                CALLS.add(arguments);
                return ToolOutput.of(work.apply(arguments));
            }
        };
    }

    /** Waits until it is interrupted. */
    private static final class SlowTool implements Tool {
        private final ToolSpec spec =
                new ToolSpec("slow", "slow", "Waits.", Parameters.create().schema(), Risk.READ);

        @Override
        public ToolSpec spec() {
            return spec;
        }

        @Override
        public ToolOutput call(ObjectNode arguments) throws InterruptedException {
            WAITING.countDown();
            new CountDownLatch(1).await();
            return ToolOutput.of("never");
        }
    }
}
