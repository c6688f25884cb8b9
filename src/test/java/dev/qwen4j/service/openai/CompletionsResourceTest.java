package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class CompletionsResourceTest {
    @Inject
    TestModel model;

    private static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/v1/completions");
    }

    @Test
    void text_is_continued_as_it_stands() {
        ScriptedModel script = model.replay(" time there was");

        post("{\"prompt\": \"Once upon a\", \"max_tokens\": 100}")
                .then()
                .statusCode(200)
                .body("id", startsWith("cmpl-"))
                .body("object", equalTo("text_completion"))
                .body("choices[0].text", equalTo(" time there was"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.total_tokens", equalTo(26));
        assertThat(script.prompts().getFirst().display()).isEqualTo("Once upon a");
    }

    @Test
    void without_a_limit_a_text_has_sixteen_tokens_as_openais_does() {
        model.replay("x".repeat(40));

        post("{\"prompt\": \"a\"}")
                .then()
                .body("choices[0].text", equalTo("x".repeat(16)))
                .body("choices[0].finish_reason", equalTo("length"));
    }

    @Test
    void several_prompts_and_choices_are_numbered_and_may_be_repeated() {
        model.replay("1", "2", "3", "4");

        post("{\"prompt\": [\"a\", \"b\"], \"n\": 2, \"echo\": true}")
                .then()
                .statusCode(200)
                .body("choices.index", equalTo(List.of(0, 1, 2, 3)))
                .body("choices.text", equalTo(List.of("a1", "a2", "b3", "b4")))
                .body("usage.prompt_tokens", equalTo(2))
                .body("usage.completion_tokens", equalTo(4));
    }

    @Test
    void a_stream_has_the_text_the_reason_of_its_end_and_the_usage() throws Exception {
        model.replay("héllo");

        String[] events = post("{\"prompt\": \"a\", \"stream\": true, \"stream_options\": {\"include_usage\": true}}")
                .asString()
                .split("\n\n");

        StringBuilder text = new StringBuilder();
        String reason = "";
        JsonNode last = null;
        for (String event : events) {
            if (!event.equals("data: [DONE]")) {
                last = new ObjectMapper().readTree(event.substring("data: ".length()));
                text.append(last.at("/choices/0/text").asText(""));
                reason += last.at("/choices/0/finish_reason").asText("").replace("null", "");
            }
        }
        assertThat(text).hasToString("héllo");
        assertThat(reason).isEqualTo("stop");
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(5);
        assertThat(events[events.length - 1]).isEqualTo("data: [DONE]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                          | prompt
            {"prompt": []}                              | prompt
            {"prompt": ""}                              | prompt
            {"prompt": {}}                              | prompt
            {"prompt": [1, 2]}                          | prompt
            {"prompt": [[1, 2]]}                        | prompt
            {"prompt": ["a", "b"], "n": 9}              | prompt
            {"prompt": "a", "n": 0}                     | n
            {"prompt": "a", "max_tokens": 0}            | max_tokens
            {"prompt": "a", "suffix": "b"}              | suffix
            {"prompt": "a", "best_of": 2}               | best_of
            {"prompt": "a", "logit_bias": {"1": 1}}     | logit_bias
            {"prompt": "a", "presence_penalty": 1}      | presence_penalty
            {"prompt": "a", "temperature": 3}           | temperature
            """)
    void what_is_wrong_or_unsupported_is_named(String body, String param) {
        post(body)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @Test
    void a_prompt_that_is_too_long_and_a_strange_model_are_refused() {
        post("{\"prompt\": \"" + "x".repeat(8000) + "\"}")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"));
        post("{\"prompt\": \"a\", \"model\": \"gpt-4\"}").then().statusCode(404);
        post("null").then().statusCode(400);
    }
}
