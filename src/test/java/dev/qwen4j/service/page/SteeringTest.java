package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader does with runs on the page. */
@QuarkusTest
@Timeout(300)
class SteeringTest {
    private static final String CALL =
            " I should use the calculator tool.\nAction: calculator\nAction Input: {\"expression\": \"6*7\"}\nObservation:";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 42.";
    private static final String OTHER = " I now know the final answer\nFinal Answer: It is 43.";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI page;

    @Test
    void observation_is_edited_and_steps_are_regenerated_as_versions_of_the_answer() {
        model.replay(CALL, ANSWER);
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.ask("What is 6 * 7?");
            browser.find(".summary");

            ScriptedModel edited = model.replay(OTHER);
            browser.click(".edit");
            browser.find(".editor textarea").clear();
            browser.find(".editor textarea").sendKeys("43");
            browser.click(".editor .primary");
            browser.find(".pager");
            browser.find(".summary");
            assertThat(browser.contents(".observation pre")).containsExactly("43");
            assertThat(browser.contents(".answer .body")).containsExactly("It is 43.");
            assertThat(edited.prompts().getFirst().display()).contains("Observation: 43");

            browser.click(".pager button:first-child");
            browser.find(".pager button:first-child:disabled");
            browser.find(".answer");
            assertThat(browser.contents(".answer .body")).containsExactly("It is 42.");

            model.replay(CALL, " I now know the final answer\nFinal Answer: Forty-two.");
            browser.click(".regenerate");
            browser.find(".pager button:last-child:disabled");
            browser.find(".summary");
            assertThat(browser.contents(".answer .body")).containsExactly("Forty-two.");
            assertThat(browser.contents(".pager span")).contains("Version 3 of 3");
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
