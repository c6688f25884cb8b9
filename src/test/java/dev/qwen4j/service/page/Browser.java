package dev.qwen4j.service.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium at the page. */
final class Browser implements AutoCloseable {
    /** The narrowest that the page promises to work at. */
    static final View NARROW = new View(360, 740, "en-US", false);

    static final View WIDE = new View(1280, 860, "en-US", false);

    /** How a reader sees the page: its size in pixels, the language asked for, and by day or by night. */
    record View(int width, int height, String language, boolean dark) {
        View in(String other) {
            return new View(width, height, other, dark);
        }

        View byNight() {
            return new View(width, height, language, true);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String AXE = axe();

    private final ChromeDriver driver;
    private final String firstTab;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        firstTab = driver.getWindowHandle();
    }

    /** Skips the test where no browser is installed. */
    static Browser open(URI page, View view) {
        Optional<File> chromium = onPath("chromium", "chromium-browser", "google-chrome", "chrome");
        Optional<File> chromedriver = onPath("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "no chromium and chromedriver on the PATH (Debian: apt install chromium chromium-driver)");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(chromium.get())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--accept-lang=" + view.language())
                .setExperimentalOption("prefs", Map.of("intl.accept_languages", view.language()))
                .setExperimentalOption(
                        "mobileEmulation",
                        Map.of(
                                "deviceMetrics",
                                Map.of("width", view.width(), "height", view.height(), "pixelRatio", 1.0)));
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.get())
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.driver.manage().timeouts().implicitlyWait(PATIENCE).scriptTimeout(PATIENCE);
        if (view.dark()) {
            browser.driver.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        }
        browser.driver.get(page.toString());
        return browser;
    }

    private static String axe() {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<File> onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    /** Types a question and sends it, as soon as the model is there. */
    void ask(String question) {
        find("#status[data-state=ready]");
        find("#question").sendKeys(question, Keys.ENTER);
    }

    /** The first element that matches, as soon as there is one. */
    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The texts of all elements that match now. */
    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** What the reader could see of all elements that match now, if nothing was folded away. */
    List<String> contents(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(match ->
                        String.valueOf(match.getDomProperty("textContent")).strip())
                .toList();
    }

    boolean has(String selector) {
        return (boolean) evaluate("document.querySelector(\"" + selector + "\") !== null");
    }

    void click(String selector) {
        find(selector).click();
    }

    Object evaluate(String script) {
        return driver.executeScript("return " + script);
    }

    /** The value of an expression that gives a promise. */
    Object await(String script, Object... arguments) {
        return driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; (async () => " + script
                        + ")().then(done, failure => done('failed: ' + failure.stack))",
                arguments);
    }

    void reload() {
        driver.navigate().refresh();
    }

    void openTab(String address) {
        driver.switchTo().newWindow(WindowType.TAB).get(address);
    }

    void firstTab() {
        driver.switchTo().window(firstTab);
    }

    /** What axe-core objects to, in words, once nothing fades in any more. */
    List<?> accessibilityFaults() {
        driver.executeScript(AXE);
        await("await Promise.all(document.getAnimations()"
                + ".filter(each => each.effect.getComputedTiming().endTime < Infinity).map(each => each.finished))");
        return (List<?>) await("(await axe.run()).violations.flatMap(({ id, nodes }) =>"
                + " nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary))");
    }

    /** Requests to other servers than the page's own. */
    Object outsideRequests() {
        return evaluate("performance.getEntriesByType('resource')"
                + ".filter(({ name }) => !name.startsWith(location.origin) && !/^(data|blob):/.test(name)).length");
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** What the browser wrote to its console as an error since the last call. */
    List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
