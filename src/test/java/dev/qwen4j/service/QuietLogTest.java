package dev.qwen4j.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.testing.ScriptedModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is planted in requests and must not be in the log, whatever becomes of them. */
@QuarkusTest
@TestProfile(QuietLogTest.WithKey.class)
@Timeout(90)
class QuietLogTest {
    private static final String KEY = "planted-key-0123456789";
    private static final String PROMPT = "planted-prompt";
    private static final String REPLY = "planted-reply";

    @Inject
    TestModel model;

    public static final class WithKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Path.of("target", "quiet-keys.txt").toAbsolutePath();
                Files.writeString(file, KEY);
                return Map.of("qwen4j.api-keys", file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Everything that is logged at INFO and above, with stack traces. */
    private static final class Memory extends Handler {
        private final StringBuffer text = new StringBuffer();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() < Level.INFO.intValue()) {
                return;
            }
            StringWriter trace = new StringWriter();
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(trace));
            }
            Object[] parameters = record.getParameters();
            text.append(record.getMessage())
                    .append(parameters == null ? "" : Arrays.toString(parameters))
                    .append(trace)
                    .append('\n');
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void post(String path, String body) {
        given().auth()
                .oauth2(KEY)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }

    @Test
    void neither_keys_nor_prompts_nor_replies_are_logged() {
        Logger root = LogManager.getLogManager().getLogger("");
        Memory log = new Memory();
        root.addHandler(log);
        try {
            String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]";
            String call = " " + REPLY + "\nAction: calculator\nAction Input: {\"expression\": \"" + REPLY + "\"}";
            model.replay(REPLY, REPLY, REPLY, REPLY, call, " I know.\nFinal Answer: " + REPLY);
            post("/v1/chat/completions", chat + "}");
            post("/v1/chat/completions", chat + ",\"stream\":true}");
            post("/v1/completions", "{\"prompt\":\"" + PROMPT + "\"}");
            post("/v1/responses", "{\"input\":\"" + PROMPT + "\"}");
            post("/v1/runs", "{\"question\":\"" + PROMPT + "\"}");
            post("/v1/chat/completions", "{\"messages\":\"" + PROMPT + "\"}");
            post("/v1/chat/completions", "{" + PROMPT);
            post("/v1/" + PROMPT, "{}");
            given().auth().oauth2("wrong-" + KEY).get("/v1/models");
            model.behave((prompt, config, onText) -> {
                throw new IllegalStateException("planted failure");
            });
            post("/v1/chat/completions", chat + "}");
            model.behave(new ScriptedModel()::complete);
        } finally {
            root.removeHandler(log);
        }

        assertThat(log.text.toString())
                .as("the log was listened to")
                .contains("planted failure")
                .doesNotContain(KEY, PROMPT, REPLY);
    }
}
