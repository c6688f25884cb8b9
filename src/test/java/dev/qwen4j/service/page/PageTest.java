package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The page in a real browser. */
@QuarkusTest
@Timeout(300)
class PageTest {
    private static final String CALL = " I should use the calculator tool.\nAction: calculator\n"
            + "Action Input: {\"expression\": \"37*43+5\"}\nObservation:";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is **1596**.";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI page;

    @Test
    void question_is_answered_step_by_step_and_the_next_one_knows_of_it() {
        model.replay(CALL, ANSWER);
        try (Browser browser = Browser.open(page, Browser.NARROW)) {
            browser.ask("What is 37 * 43 + 5?");

            browser.find(".summary");
            assertThat(browser.find("#status").getText()).contains("test/model");
            assertThat(browser.contents(".run .part > summary .heading"))
                    .containsExactly("Thought", "Action: calculator", "Observation", "Thought", "Final Answer");
            assertThat(browser.contents(".question .body")).containsExactly("What is 37 * 43 + 5?");
            assertThat(browser.contents(".thought .body")).first().isEqualTo("I should use the calculator tool.");
            browser.find(".action .hljs-attr");
            assertThat(browser.contents(".action pre")).containsExactly("{\n  \"expression\": \"37*43+5\"\n}");
            assertThat(browser.contents(".observation pre")).containsExactly("1596");
            assertThat(browser.contents(".answer .body strong")).containsExactly("1596");
            assertThat(browser.contents(".part .amounts"))
                    .allMatch(amounts -> amounts.matches("\\d.* m?s · (≈ )?\\d+ tokens?.*"));

            browser.click(".raw");
            browser.find(".dialog.raw section:nth-of-type(2)");
            assertThat(browser.contents(".dialog.raw pre"))
                    .satisfiesExactly(
                            prompt -> assertThat(prompt).contains("<|im_start|>", "What is 37 * 43 + 5?"),
                            written -> assertThat(written).contains("Action Input: {\"expression\": \"37*43+5\"}"));
            browser.find(".dialog.raw").sendKeys(Keys.ESCAPE);

            ScriptedModel second = model.replay(" I now know the final answer\nFinal Answer: You are welcome.");
            browser.ask("Thanks");
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(second.prompts().getFirst().display()).contains("What is 37 * 43 + 5?", "It is", "Thanks");

            assertThat(browser.evaluate("document.scrollingElement.scrollWidth"))
                    .isEqualTo(360L);
            assertThat(browser.outsideRequests()).isEqualTo(0L);
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void stop_ends_the_run_and_another_question_can_follow() {
        TestModel.Hang hang = model.hang();
        try (Browser browser = Browser.open(page, Browser.NARROW)) {
            browser.ask("How long is forever?");
            assertThat(hang.started()).succeedsWithin(60, TimeUnit.SECONDS);
            browser.find("#stop:not([hidden])");

            browser.find("#question").sendKeys(Keys.ESCAPE);

            assertThat(browser.find(".stopped .heading").getText()).isEqualTo("Stopped.");
            assertThat(hang.interrupted()).succeedsWithin(60, TimeUnit.SECONDS);
            model.replay(" I now know the final answer\nFinal Answer: Hello.");
            browser.find("#send:not([hidden])");
            browser.ask("Hi");
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(browser.contents(".answer .body")).isEqualTo(List.of("Hello."));
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void chinese_reader_gets_a_chinese_page() {
        try (Browser browser = Browser.open(page, Browser.WIDE.in("zh-CN"))) {
            browser.find("#status[data-state=ready]");

            assertThat(browser.evaluate("document.documentElement.lang")).isEqualTo("zh");
            assertThat(browser.find("#new").getText()).isEqualTo("新对话");
            assertThat(browser.texts(".example")).contains("北京现在几点？");
            assertThat(browser.evaluate("import('/page/texts/en.js').then(async en => {"
                            + " const zh = await import('/page/texts/zh.js');"
                            + " return Object.keys(en.default).filter(key => !(key in zh.default)).join() })"))
                    .isEqualTo("");
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void accessible_by_day_and_by_night_wide_and_narrow() {
        for (Browser.View view : List.of(Browser.WIDE, Browser.NARROW.byNight())) {
            model.replay(CALL, ANSWER);
            try (Browser browser = Browser.open(page, view)) {
                assertThat(browser.find("#status[data-state=ready]").isDisplayed())
                        .isTrue();
                assertThat(browser.accessibilityFaults()).isEmpty();
                browser.ask("What is 37 * 43 + 5?");
                browser.find(".summary");
                browser.find(".action .hljs-attr");
                assertThat(browser.accessibilityFaults()).isEmpty();
                browser.click("[aria-controls=panel]");
                browser.find("#panel.shown [name=tool]");
                assertThat(browser.accessibilityFaults()).isEmpty();
                assertThat(browser.consoleErrors()).isEmpty();
            }
        }
    }
}
