package dev.qwen4j.service.langchain4j.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.qwen4j.agent.langchain4j.ChatModelException;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.Prompt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model behind a server that answers, refuses, fails and breaks off by a script. */
@Timeout(60)
class RemoteModelTest {
    private static final String REPLY =
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":1,\"total_tokens\":8}}";

    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final AtomicReference<String> key = new AtomicReference<>("");

    private HttpServer server;
    private int status = 200;
    private boolean cut;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        key.set(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] body = (status == 200 ? REPLY : "{\"error\":{\"message\":\"planted\"}}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body, 0, cut ? body.length / 2 : body.length);
        exchange.close();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    private LanguageModel model() {
        return new RemoteModel(url(), "far/away", null, 1000).open();
    }

    private Completion complete(LanguageModel model, GenerationConfig config) throws InterruptedException {
        Prompt prompt = model.chatTemplate().render(List.of(Message.user("Hello")));
        return model.complete(prompt, config, text -> {});
    }

    @Test
    void question_is_answered_by_the_model_of_that_name() throws Exception {
        LanguageModel model = model();

        Completion completion = complete(model, model.defaults().withMaxNewTokens(9));

        assertThat(completion.text()).isEqualTo("Hi");
        assertThat(completion.usage().promptTokens()).isEqualTo(7);
        assertThat(asked.get()).contains("far/away", "Hello").doesNotContain("temperature", "top_p");
        assertThat(key.get()).isEqualTo("Bearer none");
    }

    @Test
    void how_to_sample_is_passed_on_where_it_is_said() throws Exception {
        LanguageModel model = model();

        complete(model, model.defaults().withTemperature(0.25).withTopP(0.5).withStopWords(List.of("STOP")));
        assertThat(asked.get().replaceAll("\\s", "")).contains("\"temperature\":0.25", "\"top_p\":0.5", "STOP");

        complete(model, model.defaults().withDoSample(false));
        assertThat(asked.get().replaceAll("\\s", "")).contains("\"temperature\":0.0");
    }

    @Test
    void key_comes_from_a_file() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), " secret-key\n");

        complete(new RemoteModel(url(), "m", file, 1000).open(), GenerationConfig.GREEDY);

        assertThat(key.get()).isEqualTo("Bearer secret-key");
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> new RemoteModel(url(), "m", folder.resolve("none"), 1000).open())
                .withMessageContaining("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | too much to do, try again later
            500 | its server failed
            503 | its server failed
            401 | does not accept the key
            404 | no such model
            400 | does not take the request
            """)
    void refusal_names_the_model_and_says_what_its_server_said(int refusal, String said) {
        status = refusal;

        assertThatExceptionOfType(ChatModelException.class)
                .isThrownBy(() -> complete(model(), GenerationConfig.GREEDY))
                .withMessageContaining("far/away")
                .withMessageContaining(said)
                .withMessageContaining("planted");
    }

    @Test
    void answer_that_breaks_off_is_an_error_that_says_so() {
        cut = true;

        assertThatExceptionOfType(ChatModelException.class)
                .isThrownBy(() -> complete(model(), GenerationConfig.GREEDY))
                .withMessageContaining("far/away: its server cannot be reached or broke off");
    }

    @Test
    void server_that_is_not_there_is_an_error_that_says_so() {
        LanguageModel model = model();
        server.stop(0);

        assertThatExceptionOfType(ChatModelException.class)
                .isThrownBy(() -> complete(model, GenerationConfig.GREEDY))
                .withMessageContaining("far/away: its server cannot be reached or broke off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:8000/v1", "ftp://host/v1", "/v1", "http:"})
    void address_that_is_none_is_refused_at_once(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RemoteModel(URI.create(wrong.equals("http:") ? "http:x" : wrong), "m", null, 1))
                .withMessageContaining("http://host:8000/v1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RemoteModel(url(), " ", null, 1))
                .withMessageContaining("name");
    }
}
