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
import org.openqa.selenium.Keys;

/** The page in a real browser. */
@QuarkusTest
class PageTest {
    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI page;

    @Test
    void question_is_answered_step_by_step_and_the_next_one_knows_of_it() {
        String attack = "<img src=x onerror=\"document.title='broken'\">";
        model.replay(
                " I should use the calculator tool.\nAction: calculator\n"
                        + "Action Input: {\"expression\": \"37*43+5\"}\nObservation:",
                " I now know the final answer\nFinal Answer: It is 1596. " + attack);
        try (Browser browser = Browser.open(page, "en-US")) {
            assertThat(browser.find("#status[data-state=ready]").getText()).contains("test/model");
            browser.find("#question").sendKeys("What is 37 * 43 + 5?", Keys.ENTER);

            browser.find(".summary");
            assertThat(browser.texts(".run h3"))
                    .containsExactly("You", "Thought", "Action: calculator", "Observation", "Thought", "Final Answer");
            assertThat(browser.texts(".question .body")).containsExactly("What is 37 * 43 + 5?");
            assertThat(browser.texts(".thought .body")).first().asString().contains("I should use the calculator");
            assertThat(browser.texts(".action .body")).containsExactly("{\n  \"expression\": \"37*43+5\"\n}");
            assertThat(browser.texts(".observation .body")).containsExactly("1596");
            assertThat(browser.texts(".answer .body")).containsExactly("It is 1596. " + attack);

            ScriptedModel second = model.replay(" I now know the final answer\nFinal Answer: You are welcome.");
            browser.find("#question").sendKeys("Thanks", Keys.ENTER);
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(second.prompts().getFirst().display()).contains("What is 37 * 43 + 5?", "It is 1596.", "Thanks");

            assertThat(browser.evaluate("document.title")).isEqualTo("Qwen4j");
            assertThat(browser.evaluate("document.scrollingElement.scrollWidth"))
                    .isEqualTo((long) Browser.WIDTH);
            assertThat(browser.evaluate("performance.getEntriesByType('resource')"
                            + ".filter(entry => !entry.name.startsWith(location.origin)).length"))
                    .isEqualTo(0L);
            assertThat(browser.consoleErrors()).isEmpty();

            browser.find("#new").click();
            assertThat(browser.texts(".run")).isEmpty();
            assertThat(browser.texts(".example")).isNotEmpty();
        }
    }

    @Test
    void stop_ends_the_run_and_another_question_can_follow() {
        TestModel.Hang hang = model.hang();
        try (Browser browser = Browser.open(page, "en-US")) {
            browser.find("#status[data-state=ready]");
            browser.find("#question").sendKeys("How long is forever?", Keys.ENTER);
            assertThat(hang.started()).succeedsWithin(30, TimeUnit.SECONDS);

            browser.find("#question").sendKeys(Keys.ESCAPE);

            assertThat(browser.find(".error .body").getText()).isEqualTo("Stopped.");
            assertThat(hang.interrupted()).succeedsWithin(30, TimeUnit.SECONDS);
            model.replay(" I now know the final answer\nFinal Answer: Hello.");
            browser.find("#question").sendKeys("Hi", Keys.ENTER);
            assertThat(browser.find(".answer .body").getText()).isNotEmpty();
            browser.find(".summary");
            assertThat(browser.texts(".answer .body")).isEqualTo(List.of("Hello."));
        }
    }

    @Test
    void chinese_reader_gets_a_chinese_page() {
        try (Browser browser = Browser.open(page, "zh-CN")) {
            browser.find("#status[data-state=ready]");

            assertThat(browser.evaluate("document.documentElement.lang")).isEqualTo("zh");
            assertThat(browser.find("#send").getText()).isEqualTo("发送");
            assertThat(browser.texts(".example")).contains("北京现在几点？");
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
