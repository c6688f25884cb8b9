package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a reader does with runs on the page. */
@QuarkusTest
@TestProfile(SteeringTest.Network.class)
@Timeout(300)
class SteeringTest {
    private static final String CALL =
            " I should use the calculator tool.\nAction: calculator\nAction Input: {\"expression\": \"6*7\"}\nObservation:";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 42.";
    private static final String OTHER = " I now know the final answer\nFinal Answer: It is 43.";

    /** Refused, as it is no public address; but the model reads what came of it. */
    private static final String FETCH =
            " I look it up.\nAction: fetch_url\nAction Input: {\"url\": \"http://127.0.0.1/x\"}\nObservation:";

    private static final String WRITE =
            " I was told to.\nAction: write_file\nAction Input: {\"path\": \"a.txt\", \"text\": \"x\", \"content\": \"x\"}\nObservation:";

    @Inject
    TestModel model;

    @TestHTTPResource("/")
    URI page;

    /** Consent is needed after something came from the network. */
    public static final class Network implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("qwen4j.session.fetch-url", "true");
        }
    }

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

    @Test
    void call_waits_for_consent_also_over_a_reload_and_goes_on() {
        model.replay(FETCH, WRITE, " I now know the final answer\nFinal Answer: It is written.");
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.ask("Fetch it and write it down");
            assertThat(browser.find(".consent").getText()).contains("write_file");
            browser.reload();
            browser.click(".consent .allow");
            browser.find(".summary");
            assertThat(browser.contents(".answer .body")).containsExactly("It is written.");

            model.replay(FETCH, WRITE, " I now know the final answer\nFinal Answer: Then not.");
            browser.ask("Once more");
            browser.click(".run:nth-of-type(2) .consent .deny");
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(browser.contents(".run:nth-of-type(2) [data-state=denied] .state"))
                    .containsExactly("not allowed");
            assertThat(browser.contents(".run:nth-of-type(2) .answer .body")).containsExactly("Then not.");
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody let it go on", e);
        }
    }

    @Test
    void running_answer_is_there_again_after_a_reload_and_in_another_tab() {
        CountDownLatch goOn = new CountDownLatch(1);
        ScriptedModel script = new ScriptedModel(CALL, ANSWER);
        model.behave((prompt, config, onText) -> script.complete(prompt, config, new Consumer<>() {
            private int written;

            @Override
            public void accept(String text) {
                onText.accept(text);
                written++;
                if (written == CALL.indexOf("{")) {
                    waitFor(goOn);
                }
            }
        }));
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.ask("What is 6 * 7?");
            browser.find(".thought");
            browser.reload();
            browser.find(".thought");
            assertThat(browser.find("#stop").isDisplayed()).isTrue();
            browser.openTab(browser.evaluate("location.href").toString());
            browser.find(".thought");

            goOn.countDown();

            browser.find(".summary");
            assertThat(browser.contents(".answer .body")).containsExactly("It is 42.");
            model.replay(" I now know the final answer\nFinal Answer: Gladly.");
            browser.ask("Thanks");
            browser.find(".run:nth-of-type(2) .summary");
            browser.firstTab();
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(browser.contents(".answer .body")).isEqualTo(List.of("It is 42.", "Gladly."));
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void conversations_are_searched_renamed_exported_and_deleted() throws Exception {
        model.replay(CALL, ANSWER);
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.ask("What is 6 * 7?");
            browser.find(".summary");
            browser.find("#question").sendKeys(Keys.chord(Keys.CONTROL, Keys.SHIFT, "o"));
            browser.find(".welcome");
            model.replay(ANSWER);
            browser.ask("It's \"second\" \\ question");
            browser.find(".summary");

            browser.find("#question").sendKeys(Keys.chord(Keys.CONTROL, "k"));
            browser.find("#search").sendKeys("second");
            assertThat(browser.contents("#conversations .open")).containsExactly("It's \"second\" \\ question");
            browser.find("#search").clear();
            browser.find("#search").sendKeys(" ");

            String exported = String.valueOf(browser.await("{ const { EXPORTS } = await import('/page/export.js');"
                    + " const all = (await import('/page/conversations.js')).all();"
                    + " const conversation = all.find(({ title }) => title.includes('6 * 7'));"
                    + " const run = await (await fetch('/v1/runs/' + conversation.turns[0].versions[0])).json();"
                    + " return JSON.stringify(Object.fromEntries(Object.entries(EXPORTS)"
                    + ".map(([kind, { write }]) => [kind, write(conversation, [run])]))) }"));
            Map<?, ?> files = new ObjectMapper().readValue(exported, Map.class);
            assertThat(files.get("markdown").toString())
                    .contains("# What is 6 * 7?", "**Action: calculator**", "\"expression\": \"6*7\"", "It is 42.");
            assertThat(new ObjectMapper()
                            .readTree(files.get("notebook").toString())
                            .path("nbformat")
                            .asInt())
                    .isEqualTo(4);
            assertThat(files.get("curl").toString())
                    .contains("curl -sN " + page.toString().replaceAll("/$", "") + "/v1/runs");
            assertThat(files.get("java").toString()).contains("UserMessage.from(\"What is 6 * 7?\")");

            browser.find("#conversations .open").sendKeys(Keys.TAB);
            browser.find("#conversations .rename:focus").sendKeys(Keys.SPACE);
            browser.find(".asking input:focus").sendKeys("Renamed", Keys.ENTER);
            assertThat(browser.contents("#conversations .open")).contains("Renamed");

            int before = browser.contents("#conversations .open").size();
            browser.find("#conversations .open").sendKeys(Keys.TAB, Keys.TAB, Keys.TAB);
            browser.find("#conversations .delete:focus").sendKeys(Keys.SPACE);
            browser.click(".asking .danger");
            browser.find(".welcome");
            assertThat(browser.contents("#conversations .open"))
                    .hasSize(before - 1)
                    .doesNotContain("Renamed");
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void files_are_chosen_dropped_and_pasted_and_the_tools_find_them(@TempDir Path folder) throws IOException {
        Path chosen = Files.writeString(folder.resolve("chosen.txt"), "From the button.");
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
            browser.find("#status[data-state=ready]");
            ((WebElement) browser.evaluate("document.querySelector('#files')")).sendKeys(chosen.toString());
            browser.await("{ const bring = (kind, name, place, key) => { const data = new DataTransfer();"
                    + " data.items.add(new File(['From ' + kind], name));"
                    + " place.dispatchEvent(new (kind === 'paste' ? ClipboardEvent : DragEvent)(kind,"
                    + " { [key]: data, bubbles: true, cancelable: true })) };"
                    + " bring('drop', 'dropped.txt', document.body, 'dataTransfer');"
                    + " bring('paste', 'pasted.txt', document.querySelector('#question'), 'clipboardData') }");
            assertThat(browser.contents("#attached li")).containsExactly("chosen.txt", "dropped.txt", "pasted.txt");

            ScriptedModel reading = model.replay(
                    " I read it.\nAction: read_file\nAction Input: {\"path\": \"dropped.txt\"}\nObservation:",
                    " I write it.\nAction: write_file\nAction Input: {\"path\": \"made.txt\", \"content\": \"x\","
                            + " \"text\": \"x\"}\nObservation:",
                    ANSWER);
            browser.ask("What is in them?");
            browser.find(".summary");
            assertThat(browser.contents(".observation pre").getFirst()).contains("From drop");
            assertThat(reading.prompts().getFirst().display())
                    .contains("Files in the working folder: chosen.txt, dropped.txt, pasted.txt");
            browser.find(".files .chip:nth-child(4)");
            assertThat(browser.contents(".files .chip"))
                    .containsExactlyInAnyOrder("chosen.txt", "dropped.txt", "pasted.txt", "made.txt");
            assertThat(browser.has("#attached li")).isFalse();

            model.replay(
                    " I read it.\nAction: read_file\nAction Input: {\"path\": \"chosen.txt\"}\nObservation:", ANSWER);
            browser.ask("And the first?");
            browser.find(".run:nth-of-type(2) .summary");
            assertThat(browser.contents(".run:nth-of-type(2) .observation pre").getFirst())
                    .contains("From the button.");
            assertThat(browser.consoleErrors()).isEmpty();

            browser.await("{ const { session } = Object.values(JSON.parse(localStorage['qwen4j.conversations']))"
                    + ".find(({ id }) => location.hash === '#' + id);"
                    + " await fetch('/v1/sessions/' + session, { method: 'DELETE' }) }");
            model.replay(ANSWER);
            browser.ask("What now?");
            browser.find(".run:nth-of-type(3) .summary");
        }
    }
}
