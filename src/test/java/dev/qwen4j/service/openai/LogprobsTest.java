package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Logprobs;
import dev.qwen4j.model.TokenLogprob;
import dev.qwen4j.model.TokenLogprob.Candidate;
import dev.qwen4j.model.Usage;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Timeout(60)
class LogprobsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    @Inject
    TestModel model;

    @BeforeEach
    void writes_hi_and_an_emoji_of_two_tokens() {
        model.behave(LogprobsTest::write);
    }

    /** "Hi" (with "Ho" as probable as it), then an emoji of which each token has two bytes. */
    private static Completion write(dev.qwen4j.model.Prompt prompt, GenerationConfig config, Consumer<String> onText) {
        Logprobs logprobs = config.logprobs();
        if (logprobs != null) {
            Candidate hi = new Candidate(1, List.of(72, 105), -0.5);
            Candidate other = new Candidate(2, List.of(72, 111), -0.75);
            logprobs.listener()
                    .accept(new TokenLogprob(hi, List.of(hi, other).subList(0, Math.min(2, logprobs.top()))));
        }
        onText.accept("Hi");
        if (logprobs != null) {
            logprobs.listener().accept(new TokenLogprob(new Candidate(3, List.of(0xf0, 0x9f), -1), List.of()));
            logprobs.listener().accept(new TokenLogprob(new Candidate(4, List.of(0x98, 0x80), -2), List.of()));
        }
        onText.accept("😀");
        return new Completion("Hi😀", FinishReason.END_OF_TEXT, new Usage(5, 3));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static List<JsonNode> events(String path, String body) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String line : post(path, body).statusCode(200).extract().asString().split("\n")) {
            if (line.startsWith("data: {")) {
                events.add(JSON.readTree(line.substring("data: ".length())));
            }
        }
        return events;
    }

    @Test
    void chat_tells_each_token_with_its_bytes_and_those_that_could_have_stood_there() {
        post(CHAT, HELLO + ",\"logprobs\":true,\"top_logprobs\":2}")
                .statusCode(200)
                .body("choices[0].message.content", equalTo("Hi😀"))
                .body("choices[0].logprobs.refusal", nullValue())
                .body("choices[0].logprobs.content.size()", equalTo(3))
                .body("choices[0].logprobs.content[0].token", equalTo("Hi"))
                .body("choices[0].logprobs.content[0].logprob", equalTo(-0.5f))
                .body("choices[0].logprobs.content[0].bytes", equalTo(List.of(72, 105)))
                .body("choices[0].logprobs.content[0].top_logprobs.token", equalTo(List.of("Hi", "Ho")))
                .body("choices[0].logprobs.content[0].top_logprobs[1].bytes", equalTo(List.of(72, 111)))
                .body("choices[0].logprobs.content[1].token", equalTo("bytes:\\xf0\\x9f"))
                .body("choices[0].logprobs.content[2].bytes", equalTo(List.of(0x98, 0x80)));
    }

    @Test
    void chat_that_does_not_ask_is_told_nothing() {
        post(CHAT, HELLO + ",\"logprobs\":false}").body("choices[0].logprobs", nullValue());
        post(CHAT, HELLO + ",\"logprobs\":true}")
                .body("choices[0].logprobs.content[0].top_logprobs.size()", equalTo(0));
    }

    @Test
    void stream_tells_tokens_with_the_text_they_are_part_of() throws Exception {
        List<JsonNode> chunks = events(CHAT, HELLO + ",\"stream\":true,\"logprobs\":true,\"top_logprobs\":1}");

        List<List<String>> told = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/logprobs/content").findValues("logprob").stream()
                        .map(JsonNode::asText)
                        .toList())
                .toList();
        assertThat(told).containsExactly(List.of(), List.of("-0.5", "-0.5"), List.of("-1.0", "-2.0"), List.of());
    }

    @Test
    void text_completion_tells_tokens_in_lists_with_their_offsets() {
        post("/v1/completions", "{\"prompt\":\"x\",\"logprobs\":2}")
                .statusCode(200)
                .body("choices[0].logprobs.tokens", equalTo(List.of("Hi", "bytes:\\xf0\\x9f", "bytes:\\x98\\x80")))
                .body("choices[0].logprobs.token_logprobs", equalTo(List.of(-0.5f, -1f, -2f)))
                .body("choices[0].logprobs.text_offset", equalTo(List.of(0, 2, 3)))
                .body("choices[0].logprobs.top_logprobs[0].Hi", equalTo(-0.5f))
                .body("choices[0].logprobs.top_logprobs[0].Ho", equalTo(-0.75f));
        post("/v1/completions", "{\"prompt\":\"x\",\"logprobs\":0}")
                .body("choices[0].logprobs.tokens[0]", equalTo("Hi"))
                .body("choices[0].logprobs.top_logprobs", nullValue());
        post("/v1/completions", "{\"prompt\":\"x\"}").body("choices[0].logprobs", nullValue());
    }

    @Test
    void streamed_text_completion_tells_every_token_once() throws Exception {
        List<JsonNode> chunks = events("/v1/completions", "{\"prompt\":\"x\",\"logprobs\":1,\"stream\":true}");

        List<String> told = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        for (JsonNode chunk : chunks) {
            chunk.at("/choices/0/logprobs/tokens").forEach(token -> told.add(token.asText()));
            chunk.at("/choices/0/logprobs/text_offset").forEach(offset -> offsets.add(offset.asInt()));
        }
        assertThat(told).containsExactly("Hi", "bytes:\\xf0\\x9f", "bytes:\\x98\\x80");
        assertThat(offsets).containsExactly(0, 2, 3);
    }

    @Test
    void response_includes_tokens_of_its_text_where_it_is_to() throws Exception {
        String include = "{\"input\":\"Hello\",\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":1";

        post("/v1/responses", include + "}")
                .statusCode(200)
                .body("output[0].content[0].logprobs.size()", equalTo(3))
                .body("output[0].content[0].logprobs[0].top_logprobs[0].token", equalTo("Hi"));
        List<JsonNode> deltas = events("/v1/responses", include + ",\"stream\":true}").stream()
                .filter(event -> event.path("type").asText().equals("response.output_text.delta"))
                .toList();
        assertThat(deltas.stream().map(delta -> delta.path("logprobs").size())).containsExactly(1, 2);
        post("/v1/responses", "{\"input\":\"Hello\"}").body("output[0].content[0].logprobs.size()", equalTo(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"logprobs\": true, \"top_logprobs\": 21 | top_logprobs | from 0 to 20",
                "/v1/chat/completions | \"logprobs\": true, \"top_logprobs\": -1 | top_logprobs | from 0 to 20",
                "/v1/chat/completions | \"top_logprobs\": 3 | top_logprobs | given with",
                "/v1/completions | \"logprobs\": 6 | logprobs | from 0 to 5",
                "/v1/completions | \"logprobs\": 1, \"echo\": true | logprobs | echo",
                "/v1/responses | \"top_logprobs\": 21 | top_logprobs | from 0 to 20",
                "/v1/responses | \"include\": [\"file_search_call.results\"] | include | not supported",
            })
    void what_is_out_of_range_is_refused_by_name(String path, String more, String param, String said) {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"prompt\":\"x\",\"input\":\"x\","
                + more + "}";

        // What is not a parameter of an endpoint is unknown to it, or refused where it means something else.
        post(path, path.equals("/v1/responses") ? body.replace("\"prompt\":\"x\",", "") : body)
                .statusCode(400)
                .body("error.param", equalTo(param))
                .body("error.message", containsString(said));
    }
}
