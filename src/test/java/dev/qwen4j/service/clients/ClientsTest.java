package dev.qwen4j.service.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import dev.qwen4j.service.clients.Scenarios.Scenario;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that others wrote, over HTTP, with a model that replies by the script of the scenarios. */
@QuarkusTest
@Timeout(240)
class ClientsTest {
    private static final Scenarios SCENARIOS = Scenarios.read();

    @Inject
    TestModel model;

    @TestHTTPResource("/v1")
    URI base;

    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    private Completion reply(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        String text = prompt.display();
        Scenario scenario = SCENARIOS.of(text);
        String reply = scenario.replies().get(text.contains("<tool_response>") ? 1 : 0);
        ScriptedModel script = new ScriptedModel(reply);
        if (!scenario.cancel()) {
            return script.complete(prompt, config, onText);
        }
        try {
            script.complete(prompt, config, onText);
            new CountDownLatch(1).await();
            throw new AssertionError("unreachable");
        } catch (InterruptedException e) {
            cancelled.complete(null);
            throw e;
        }
    }

    private void play(Client client) throws Exception {
        model.behaveAsQwen3(this::reply);

        Map<String, JsonNode> results = client.play(SCENARIOS, base, "test/model");

        SoftAssertions all = new SoftAssertions();
        for (Scenario scenario : SCENARIOS.scenarios()) {
            JsonNode result = results.get(scenario.name());
            scenario.expected()
                    .properties()
                    .forEach(expected -> all.assertThat(result.get(expected.getKey()))
                            .as("%s of '%s' in %s", expected.getKey(), scenario.name(), result)
                            .isEqualTo(expected.getValue()));
        }
        all.assertAll();
        assertThat(cancelled).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @Test
    void langchain4j_manages_every_scenario() throws Exception {
        play(new LangChain4jClient());
    }

    @Test
    void openai_java_manages_every_scenario() throws Exception {
        play(ProcessClient.ofJava("OpenAiJava.java"));
    }

    @Test
    void openai_of_npm_manages_every_scenario() throws Exception {
        play(ProcessClient.ofNpm("openai"));
    }

    @Test
    void ai_of_vercel_manages_every_scenario() throws Exception {
        play(ProcessClient.ofNpm("ai"));
    }
}
