package dev.qwen4j.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.service.ModelSource;
import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The way that the README shows from a service with the demo model to an approved call on its page. */
@QuarkusTest
@TestProfile(WalkTest.AsInTheReadme.class)
@Timeout(300)
class WalkTest {
    private static final Pattern WALK = Pattern.compile(
            "## On the page\n\n    \\./qwen4j serve --ask-for (\\w+)\n.*?, ask: `([^`]+)`", Pattern.DOTALL);

    @TestHTTPResource("/")
    URI page;

    public static final class AsInTheReadme implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("qwen4j.session.ask-for", walk().group(1));
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(DemoModel.class);
        }
    }

    /** The model of a service that is told of no other. */
    @Alternative
    @Singleton
    public static class DemoModel implements ModelSource {
        private final Qwen4jConfig config;

        DemoModel(Qwen4jConfig config) {
            this.config = config;
        }

        @Override
        public LanguageModel load() {
            return QwenModel.openEmbedded(config.model().options());
        }
    }

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
    void call_of_the_demo_model_is_approved_and_its_observation_edited() {
        try (Browser browser = Browser.open(page, Browser.WIDE)) {
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
