package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** What strangers write stays text, wherever the page shows it. Each attack would set {@code window.broken}. */
@QuarkusTest
@Timeout(300)
class HarmlessTest {
    private static final List<String> ATTACKS = List.of(
            "<script>window.broken=1</script>",
            "<img src=x onerror=window.broken=1>",
            "<img src=\"javascript:window.broken=1\">",
            "<svg onload=window.broken=1>",
            "<svg><script>window.broken=1</script></svg>",
            "<svg><a xlink:href=\"javascript:window.broken=1\"><text>x</text></a></svg>",
            "<svg><animate onbegin=window.broken=1 attributeName=x dur=1s>",
            "<svg><style><img src=x onerror=window.broken=1></style></svg>",
            "<math><mtext><table><mglyph><style><img src=x onerror=window.broken=1>",
            "<math><maction actiontype=\"statusline#http://a\" xlink:href=\"javascript:window.broken=1\">x",
            "<iframe src=\"javascript:window.broken=1\"></iframe>",
            "<iframe srcdoc=\"<script>parent.broken=1</script>\"></iframe>",
            "<object data=\"javascript:window.broken=1\"></object>",
            "<embed src=\"javascript:window.broken=1\">",
            "<body onload=window.broken=1>",
            "<input autofocus onfocus=window.broken=1>",
            "<details open ontoggle=window.broken=1>x</details>",
            "<video><source onerror=window.broken=1></video>",
            "<audio src=x onerror=window.broken=1>",
            "<marquee onstart=window.broken=1>x</marquee>",
            "<form action=\"javascript:window.broken=1\"><button>x</button></form>",
            "<base href=\"https://example.invalid/\">",
            "<meta http-equiv=refresh content=\"0;url=javascript:window.broken=1\">",
            "<link rel=stylesheet href=\"https://example.invalid/x.css\">",
            "<style>@import 'https://example.invalid/x.css';</style>",
            "<template><script>window.broken=1</script></template>",
            "<noscript><p title=\"</noscript><img src=x onerror=window.broken=1>\">",
            "<a href=\"javascript:window.broken=1\">x</a>",
            "[x](javascript:window.broken=1)",
            "[x](JaVaScRiPt:window.broken=1 \"t\")",
            "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cuYnJva2VuPTE8L3NjcmlwdD4=)",
            "[x](vbscript:x)",
            "![x](https://example.invalid/x.png)",
            "![x](x\"onerror=\"window.broken=1)",
            "<https://example.invalid/\"onmouseover=\"window.broken=1>",
            "```\"><img src=x onerror=window.broken=1>\nx\n```",
            "```python\n</code></pre><img src=x onerror=window.broken=1>\n```",
            "$\\href{javascript:window.broken=1}{x}$",
            "$\\htmlData{x=1}{y}\\includegraphics{https://example.invalid/x.png}$",
            "$$</span><img src=x onerror=window.broken=1>$$",
            "| <img src=x onerror=window.broken=1> |\n|---|\n| <svg onload=window.broken=1> |",
            "\"><img src=x onerror=window.broken=1>",
            "'-(window.broken=1)-'",
            "</title><script>window.broken=1</script>",
            "<p style=\"background:url(https://example.invalid/x)\">x</p>");

    private static final String DANGERS =
            "[...document.querySelectorAll('#hostile *, .run *, #conversations *')].filter("
                    + "node => /^(script|iframe|object|embed|form|base|meta|link|style|input|video|audio|template)$/i.test(node.localName)"
                    + " || (node.localName === 'img')"
                    + " || [...node.attributes].some(({ name, value }) => /^on/i.test(name) || /javascript:|vbscript:/i.test(value)"
                    + " || (/href|src/.test(name) && /^data:/.test(value)))).map(node => node.outerHTML).join()";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI page;

    @Test
    void markup_of_strangers_is_shown_and_never_obeyed() throws Exception {
        List<String> lines =
                ATTACKS.stream().filter(attack -> !attack.contains("\n")).toList();
        String all = String.join("\n\n", lines);
        String path = new ObjectMapper().writeValueAsString("<img src=x onerror=window.broken=1>");
        model.replay(
                " I read " + ATTACKS.get(1) + " and " + ATTACKS.get(3)
                        + ".\nAction: read_file\nAction Input: {\"path\": " + path + "}\nObservation:",
                " I now know the final answer\nFinal Answer: " + all);
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.find("#status[data-state=ready]");
            browser.evaluate("void (window.hostile = document.createElement('div')), document.body.append(hostile)");
            for (String attack : ATTACKS) {
                assertThat(browser.await("{ const { showMarkdown } = await import('/page/markdown.js');"
                                + " hostile.id = 'hostile'; showMarkdown(hostile, arguments0); return true }"
                                        .replace("arguments0", new ObjectMapper().writeValueAsString(attack))))
                        .isEqualTo(true);
                assertThat(browser.evaluate(DANGERS)).as(attack).isEqualTo("");
            }
            browser.evaluate("hostile.remove()");

            browser.find("#question").sendKeys(ATTACKS.get(1), Keys.ENTER);
            browser.find(".summary");
            assertThat(browser.contents(".thought .body")).first().asString().contains(ATTACKS.get(1), ATTACKS.get(3));
            assertThat(browser.evaluate("window.broken === undefined")).isEqualTo(true);
        }
    }
}
