package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Usage;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ChatCompletionsResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/chat/completions";

    @Inject
    TestModel model;

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    private static String hello(String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}";
    }

    @Test
    void answers_a_question_with_a_whole_completion() {
        model.replay("Hi there");

        ValidatableResponse response = json(hello("")).post(PATH).then();

        response.statusCode(200)
                .contentType(ContentType.JSON)
                .header("x-request-id", startsWith("req_"))
                .body("id", startsWith("chatcmpl-"))
                .body("object", equalTo("chat.completion"))
                .body("model", equalTo("test/model"))
                .body("choices.size()", equalTo(1))
                .body("choices[0].index", equalTo(0))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].message.content", equalTo("Hi there"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.completion_tokens", equalTo(8));
    }

    @Test
    void streams_role_content_finish_usage_and_done_as_openai_does() throws Exception {
        model.replay("Hé😀");

        String body = json(hello(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .post(PATH)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/event-stream"))
                .extract()
                .asString();

        List<String> data = dataLines(body);
        assertThat(data.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String line : data) {
            chunks.add(JSON.readTree(line));
        }
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
            assertThat(chunk.has("usage")).isTrue();
        });
        JsonNode usage = chunks.removeLast();
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.path("usage").path("completion_tokens").asInt()).isEqualTo(3);
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.getLast().at("/choices/0/delta")).isEmpty();
        assertThat(chunks.stream().map(c -> c.at("/choices/0/delta/content").asText()))
                .containsExactly("", "H", "é", "😀", "");
    }

    @Test
    void stream_without_include_usage_does_not_speak_of_usage() {
        model.replay("ok");

        String body = json(hello(",\"stream\":true")).post(PATH).asString();

        assertThat(dataLines(body)).endsWith("[DONE]").hasSize(5);
        assertThat(body).doesNotContain("usage");
    }

    @Test
    void failure_in_mid_stream_is_one_error_line_and_the_end() {
        model.behave((prompt, config, onText) -> {
            onText.accept("so far");
            throw new IllegalStateException("secret detail");
        });

        String body = json(hello(",\"stream\":true")).post(PATH).asString();

        assertThat(dataLines(body).getLast())
                .startsWith("{\"error\":{\"message\":")
                .doesNotContain("secret");
        assertThat(body).contains("so far").doesNotContain("[DONE]");
    }

    @Test
    void failure_of_the_model_is_an_error_object_without_details() {
        model.behave((prompt, config, onText) -> {
            throw new IllegalStateException("secret detail");
        });

        json(hello(""))
                .post(PATH)
                .then()
                .statusCode(500)
                .body("error.type", equalTo("server_error"))
                .body("error.code", equalTo("internal_error"))
                .body("error.message", equalTo("the server failed to answer: see its log"));
    }

    @Test
    void parameters_reach_the_model() {
        AtomicReference<GenerationConfig> seen = new AtomicReference<>();
        model.behave((prompt, config, onText) -> {
            seen.set(config);
            return new Completion("", FinishReason.LENGTH, Usage.NONE);
        });

        json(hello(",\"temperature\":0.7,\"top_p\":0.5,\"top_k\":7,\"repetition_penalty\":1.1,"
                        + "\"max_tokens\":9,\"seed\":42,\"stop\":[\"a\",\"b\"],\"unheard_of\":{}"))
                .post(PATH)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("length"));

        assertThat(seen.get())
                .isEqualTo(new GenerationConfig(9, true, 0.7, 7, 0.5, 1.1, 42, List.of("a", "b"), null, null, null));
    }

    @Test
    void temperature_zero_is_greedy() {
        AtomicReference<GenerationConfig> seen = new AtomicReference<>();
        model.behave((prompt, config, onText) -> {
            seen.set(config);
            return new Completion("", FinishReason.END_OF_TEXT, Usage.NONE);
        });

        json(hello(",\"temperature\":0,\"max_completion_tokens\":3,\"stop\":\"x\""))
                .post(PATH)
                .then()
                .statusCode(200);

        assertThat(seen.get().doSample()).isFalse();
        assertThat(seen.get().maxNewTokens()).isEqualTo(3);
        assertThat(seen.get().stopWords()).containsExactly("x");
    }

    @Test
    void system_messages_and_text_parts_become_one_prompt() {
        ScriptedModel script = model.replay("ok");

        json("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"text\",\"text\":\"b\"}]},{\"role\":\"assistant\",\"content\":\"c\"},"
                        + "{\"role\":\"system\",\"content\":\"s1\"},{\"role\":\"developer\",\"content\":\"s2\"},"
                        + "{\"role\":\"user\",\"content\":\"<|im_end|>\"}]}")
                .post(PATH)
                .then()
                .statusCode(200);

        assertThat(script.prompts().getFirst().display())
                .isEqualTo("<|im_start|>system\ns1\n\ns2<|im_end|>\n<|im_start|>user\nab<|im_end|>\n"
                        + "<|im_start|>assistant\nc<|im_end|>\n<|im_start|>user\n<|im_end|><|im_end|>\n"
                        + "<|im_start|>assistant\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"tools":[{"type":"web_search"}]               | tools[0].type
            ,"response_format":{"type":"xml"}              | response_format.type
            ,"audio":{"voice":"alloy"}                     | audio
            ,"modalities":["text","audio"]                 | modalities
            ,"web_search_options":{"user_location":{}}     | web_search_options
            ,"store":true                                  | store
            ,"logit_bias":{"5":1}                          | logit_bias
            ,"presence_penalty":0.5                        | presence_penalty
            ,"frequency_penalty":-1                        | frequency_penalty
            """)
    void unsupported_parameters_are_refused_by_name(String more, String param) {
        json(hello(more))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo("unsupported_parameter"))
                .body("error.param", equalTo(param))
                .body("error.message", containsString("'" + param + "'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"temperature":-1          | temperature
            ,"temperature":1e999       | temperature
            ,"top_p":0                 | top_p
            ,"top_p":1.5               | top_p
            ,"top_k":-1                | top_k
            ,"repetition_penalty":0    | repetition_penalty
            ,"max_tokens":0            | max_tokens
            ,"max_completion_tokens":0 | max_completion_tokens
            ,"stop":[""]               | stop
            ,"stop":5                  | stop
            ,"stop":["a","b","c","d","e"] | stop
            ,"max_tokens":"many"       | max_tokens
            ,"n":0                     | n
            ,"n":17                    | n
            ,"thinking_budget":-1      | thinking_budget
            ,"reasoning_effort":"huge" | reasoning_effort
            ,"tools":{}                | tools
            ,"tools":[{"type":"function","function":{"name":"a b"}}] | tools[0].function.name
            ,"tools":[{"type":"function","function":{"name":"f","parameters":[]}}],"tool_choice":"some" | tool_choice
            ,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string"}}}] | tools[0].function.parameters
            ,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}] | tools
            ,"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}} | tool_choice
            ,"tool_choice":"required"  | tool_choice
            ,"functions":[{"name":"f"}] | functions[0]
            ,"response_format":{"type":"json_schema"} | response_format
            """)
    void wrong_values_name_the_parameter(String more, String param) {
        json(hello(more))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                       | messages
            {"messages":[]}                                          | messages
            {"messages":[null]}                                      | messages[0]
            {"messages":[{"content":"x"}]}                           | messages[0]
            {"messages":[{"role":"king","content":"x"}]}             | messages[0].role
            {"messages":[{"role":"tool","content":"x"}]}             | messages[0].role
            {"messages":[{"role":"user","content":"q"},{"role":"tool","tool_call_id":"c","content":"x"}]} | messages[1].tool_call_id
            {"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"id":"c"}]}]} | messages[1].tool_calls[0]
            {"messages":[{"role":"user","content":"q"},{"role":"assistant"}]} | messages[1].content
            {"messages":[{"role":"user"}]}                           | messages[0].content
            {"messages":[{"role":"user","content":{}}]}              | messages[0].content
            {"messages":[{"role":"user","content":[{"type":"image_url"}]}]} | messages[0].content
            {"messages":[{"role":"assistant","content":"x"}]}        | messages
            {"messages":[{"role":"system","content":"x"}]}           | messages
            {"messages":"x"}                                         | messages
            """)
    void wrong_messages_name_the_message(String body, String param) {
        json(body)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {
            []
            "text"
            {"messages":[
            null
            """)
    void broken_bodies_are_told_apart_from_good_ones(String body) {
        json(body)
                .post(PATH)
                .then()
                .statusCode(400)
                .contentType(ContentType.JSON)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.code", equalTo(body.equals("null") ? "invalid_value" : "invalid_json"));
    }

    @Test
    void empty_body_and_deep_nesting_are_bad_requests() {
        json("").post(PATH).then().statusCode(400).body("error.type", equalTo("invalid_request_error"));
        json(hello(",\"stop\":" + "[".repeat(2_000)))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"));
    }

    @Test
    void another_model_does_not_exist() {
        json(hello(",\"model\":\"gpt-4\""))
                .post(PATH)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.message", containsString("test/model"));
    }

    @Test
    void prompt_longer_than_the_context_is_refused_before_any_work() {
        ScriptedModel script = model.replay("never");

        json("{\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(8000) + "\"}]}")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"))
                .body("error.param", equalTo("messages"))
                .body("error.message", containsString("8000"));
        assertThat(script.prompts()).isEmpty();
    }

    @Test
    void lone_surrogates_do_no_harm() {
        model.replay("ok");

        json("{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}")
                .post(PATH)
                .then()
                .statusCode(200);
    }

    @Test
    void every_wrong_way_to_ask_gets_an_error_object() {
        given().get(PATH)
                .then()
                .statusCode(405)
                .body("error.code", equalTo("method_not_allowed"))
                .body("error.param", nullValue());
        given().contentType("text/plain")
                .body("hi")
                .post(PATH)
                .then()
                .statusCode(415)
                .body("error.code", equalTo("unsupported_media_type"));
        given().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("not_found"));
        given().get("/nothing").then().statusCode(404).body("error.code", equalTo("not_found"));
        given().accept("image/png")
                .get("/v1/models")
                .then()
                .statusCode(406)
                .body("error.code", equalTo("not_acceptable"));
    }

    /** The data of each message; every message of this stream is one data line and an empty line. */
    private static List<String> dataLines(String body) {
        assertThat(body).endsWith("\n\n");
        List<String> data = new ArrayList<>();
        for (String message : body.split("\n\n")) {
            assertThat(message).startsWith("data: ").doesNotContain("\n");
            data.add(message.substring("data: ".length()));
        }
        return data;
    }
}
