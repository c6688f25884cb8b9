package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.journal.Journals;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A run with all that can be shown; with {@code -Dpage.screenshots=FOLDER} the pictures of the documents are made of it.
 */
@QuarkusTest
@Timeout(300)
class ScreenshotsTest {
    private static final String CODE = "import matplotlib.pyplot as plt\nxs = range(10)\n"
            + "plt.plot(xs, [x * x for x in xs])\nplt.title(\"Squares\")\nplt.show()";
    private static final String ANSWER = "The squares grow as $f(x) = x^2$:\n\n| x | 1 | 2 | 3 |\n|---|---|---|---|\n"
            + "| f | 1 | 4 | 9 |\n\n```python\nsquares = [x * x for x in range(10)]\n```";
    private static final String PLOT = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"480\" height=\"240\">"
            + "<rect width=\"480\" height=\"240\" fill=\"#fff\"/><path d=\"M40 20V210H460\" fill=\"none\" stroke=\"#333\"/>"
            + "<polyline points=\"40,210 87,208 133,201 180,190 227,174 273,153 320,128 367,98 413,64 460,25\" fill=\"none\""
            + " stroke=\"#1f77b4\" stroke-width=\"3\"/><text x=\"220\" y=\"16\" font-family=\"sans-serif\" font-size=\"14\">"
            + "Squares</text></svg>";

    @Inject
    Journals journals;

    @TestHTTPResource("/")
    URI page;

    /** A run as it stands in the journal when it has ended. */
    private String journal(String question) throws Exception {
        String run = Agent.newRunId();
        Map<String, Object> first = Map.of("prompt_tokens", 812, "completion_tokens", 74, "total_tokens", 886);
        Map<String, Object> both = Map.of("prompt_tokens", 1730, "completion_tokens", 141, "total_tokens", 1871);
        Map<String, Object> second = Map.of("prompt_tokens", 918, "completion_tokens", 67, "total_tokens", 985);
        ObjectMapper json = new ObjectMapper();
        List<Map<String, Object>> records = List.of(
                Map.of(
                        "event",
                        "run",
                        "step",
                        0,
                        "model",
                        "test/model",
                        "tools",
                        List.of("python"),
                        "question",
                        question),
                Map.of(
                        "event",
                        "written",
                        "step",
                        1,
                        "millis",
                        1640,
                        "call_usage",
                        first,
                        "text",
                        " I should use the python tool.\nAction: python\nAction Input: "
                                + json.writeValueAsString(Map.of("code", CODE))),
                Map.of(
                        "event",
                        "action",
                        "step",
                        1,
                        "call_id",
                        "1",
                        "tool",
                        "python",
                        "input",
                        CODE,
                        "arguments",
                        Map.of("code", CODE)),
                Map.of(
                        "event",
                        "observation",
                        "step",
                        1,
                        "call_id",
                        "1",
                        "tool",
                        "python",
                        "text",
                        "Shown: figure-1.svg",
                        "status",
                        "ok",
                        "failed",
                        false,
                        "millis",
                        212,
                        "attachments",
                        List.of(Map.of(
                                "name",
                                "figure-1.svg",
                                "type",
                                "image/svg+xml",
                                "content",
                                PLOT.getBytes(StandardCharsets.UTF_8)))),
                Map.of(
                        "event",
                        "written",
                        "step",
                        2,
                        "millis",
                        1490,
                        "call_usage",
                        second,
                        "text",
                        " I now know the final answer\nFinal Answer: " + ANSWER),
                Map.of("event", "done", "step", 2, "answer", ANSWER, "outcome", "answered", "reason", "", "steps", 2));
        for (int i = 0; i < records.size(); i++) {
            Map<String, Object> record = new HashMap<>(records.get(i));
            record.putAll(Map.of(
                    "id",
                    String.valueOf(i + 1),
                    "run_id",
                    run,
                    "time",
                    Instant.now().toString()));
            record.putIfAbsent("usage", both);
            journals.append(run, i + 1, json.writeValueAsString(record));
        }
        return run;
    }

    /** Runs that other programs began are in the list. */
    private void show(Browser browser, String run) {
        browser.find("#status[data-state=ready]");
        browser.reload();
        browser.find("#status[data-state=ready]");
        browser.find("[data-conversation='" + run + "']");
        browser.evaluate("void (location.hash = '" + run + "')");
        browser.find(".plot img");
        browser.find(".answer math");
        browser.find(".answer .hljs-keyword");
        browser.await("{ await Promise.all([...document.images].map(image => image.decode()));"
                + " document.querySelector('.run').scrollIntoView(); scrollBy(0, -70);"
                + " await new Promise(done => setTimeout(done, 500)); return true }");
    }

    @Test
    void plots_math_tables_and_code_are_drawn() throws Exception {
        String run = journal("Plot the squares");
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            show(browser, run);

            assertThat(browser.evaluate("document.querySelector('.plot img').naturalWidth"))
                    .isEqualTo(480L);
            assertThat(browser.contents(".answer td")).containsExactly("f", "1", "4", "9");
            assertThat(browser.contents(".action .hljs-keyword")).contains("import", "as");
            assertThat(browser.accessibilityFaults()).isEmpty();
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "page.screenshots", matches = ".+")
    void pictures_for_the_documents() throws Exception {
        Path folder = Files.createDirectories(Path.of(System.getProperty("page.screenshots")));
        String english = journal("Plot the squares");
        String chinese = journal("画出平方数的曲线");
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            show(browser, english);
            Files.write(folder.resolve("light.png"), browser.screenshot());
        }
        try (Browser browser = Browser.open(page, Browser.WIDE.byNight())) {
            show(browser, english);
            browser.click("[aria-controls=panel]");
            Files.write(folder.resolve("dark.png"), browser.screenshot());
        }
        try (Browser browser = Browser.open(page, Browser.NARROW)) {
            show(browser, english);
            Files.write(folder.resolve("narrow.png"), browser.screenshot());
        }
        try (Browser browser = Browser.open(page, Browser.WIDE.in("zh-CN"))) {
            show(browser, chinese);
            Files.write(folder.resolve("chinese.png"), browser.screenshot());
        }
    }
}
