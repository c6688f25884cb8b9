package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.service.replicas.KillableService;
import dev.qwen4j.service.replicas.ScriptedSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The way that the README shows from a service with the demo model to an approved call on its page. */
@Timeout(300)
class WalkTest {
    private static final Pattern WALK = Pattern.compile(
            "## On the page\n\n    \\./qwen4j serve --ask-for (\\w+)\n.*?, ask: `([^`]+)`", Pattern.DOTALL);

    private static Matcher walk() {
        try {
            Matcher walk = WALK.matcher(Files.readString(Path.of("../README.md")));
            assertThat(walk.find()).isTrue();
            return walk;
        } catch (IOException e) {
            throw new AssertionError("the README cannot be read", e);
        }
    }

    @Test
    void call_of_the_demo_model_is_approved_and_its_observation_edited(@TempDir Path folder) throws Exception {
        // In a process of its own: PyTorch can be loaded by one class loader only.
        try (KillableService service = KillableService.start(
                                "jdbc:sqlite:" + folder.resolve("store.db"),
                                folder,
                                "15s",
                                "-D" + ScriptedSource.DEMO + "=true",
                                "-Dqwen4j.session.ask-for=" + walk().group(1),
                                "-Dai.djl.offline=true",
                                "--enable-native-access=ALL-UNNAMED")
                        .awaitReady();
                Browser browser = Browser.open(service.uri("/"), Browser.WIDE)) {
            browser.ask(walk().group(2));

            assertThat(browser.find(".consent").getText()).contains("write_file");
            assertThat(browser.contents(".thought .body")).first().asString().isNotEmpty();
            browser.click(".consent .allow");
            browser.find(".summary");
            assertThat(browser.contents(".answer .body"))
                    .singleElement()
                    .asString()
                    .contains("reminder.txt");

            browser.click(".raw");
            browser.find(".dialog.raw section:nth-of-type(2)");
            assertThat(browser.contents(".dialog.raw pre").get(1)).contains("Action: write_file");
            browser.find(".dialog.raw").sendKeys(Keys.ESCAPE);

            browser.click(".edit");
            browser.find(".editor textarea").clear();
            browser.find(".editor textarea").sendKeys("the disk is full");
            browser.click(".editor .primary");
            browser.find(".pager");
            browser.find(".summary");
            assertThat(browser.contents(".observation pre")).contains("the disk is full");
            assertThat(browser.outsideRequests()).isEqualTo(0L);
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }
}
