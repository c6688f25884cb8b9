package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ResponsesResourceTest {
    private static final String TOOLS = """
            , "tools": [{"type": "function", "name": "weather", "description": "Tells the weather.", "strict": true,
              "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}]""";
    private static final String THOUGHT_AND_CALL = """
            <think>
            Look it up.
            </think>

            One moment.
            <tool_call>
            {"name": "weather", "arguments": {"city": "Rom"}}
            </tool_call>""";

    @Inject
    TestModel model;

    private static Response post(String input, String more) {
        return given().contentType(ContentType.JSON)
                .body("{\"input\": " + input + more + "}")
                .post("/v1/responses");
    }

    @Test
    void a_question_gets_a_response_with_one_message() {
        ScriptedModel script = model.replay("Hello.");

        post("\"Hi\"", ", \"instructions\": \"Be brief.\"")
                .then()
                .statusCode(200)
                .body("id", startsWith("resp_"))
                .body("object", equalTo("response"))
                .body("status", equalTo("completed"))
                .body("error", nullValue())
                .body("instructions", equalTo("Be brief."))
                .body("output", hasSize(1))
                .body("output[0].type", equalTo("message"))
                .body("output[0].role", equalTo("assistant"))
                .body("output[0].status", equalTo("completed"))
                .body("output[0].content[0].type", equalTo("output_text"))
                .body("output[0].content[0].text", equalTo("Hello."))
                .body("usage.output_tokens", equalTo(6));
        assertThat(script.prompts().getFirst().display())
                .startsWith("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>");
    }

    @Test
    void a_response_that_is_cut_is_incomplete_and_says_why() {
        model.replay("Hello.");

        post("\"Hi\"", ", \"max_output_tokens\": 3")
                .then()
                .body("status", equalTo("incomplete"))
                .body("incomplete_details.reason", equalTo("max_output_tokens"))
                .body("output[0].content[0].text", equalTo("Hel"));
    }

    @Test
    void thought_word_and_call_are_items_of_their_own() {
        model.replayAsQwen3(THOUGHT_AND_CALL);

        post("\"Weather in Rome?\"", TOOLS)
                .then()
                .statusCode(200)
                .body("output.type", equalTo(List.of("reasoning", "message", "function_call")))
                .body("output[0].content[0].text", equalTo("Look it up."))
                .body("output[1].content[0].text", equalTo("One moment."))
                .body("output[2].name", equalTo("weather"))
                .body("output[2].call_id", startsWith("call_"))
                .body("output[2].arguments", equalTo("{\"city\": \"Rom\"}"))
                .body("usage.output_tokens_details.reasoning_tokens", equalTo("Look it up.".length()));
    }

    @Test
    void a_conversation_goes_on_from_the_items_of_an_earlier_response() {
        ScriptedModel script = model.replayAsQwen3("Warm.");

        post("""
                [{"role": "user", "content": [{"type": "input_text", "text": "Weather?"}]},
                 {"type": "reasoning", "id": "rs_1", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]},
                 {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "One moment."}]},
                 {"type": "function_call", "call_id": "a", "name": "weather", "arguments": "{\\"city\\": \\"Rom\\"}"},
                 {"type": "function_call", "call_id": "b", "name": "weather", "arguments": "{\\"city\\": \\"Oslo\\"}"},
                 {"type": "function_call_output", "call_id": "a", "output": "25"},
                 {"type": "function_call_output", "call_id": "b", "output": "5"}]""", TOOLS).then().statusCode(200).body("output[0].content[0].text", equalTo("Warm."));
        assertThat(script.prompts().getFirst().display())
                .contains("<|im_start|>assistant\n<think>\nHm.\n</think>\n\nOne moment.\n<tool_call>\n"
                        + "{\"name\": \"weather\", \"arguments\": {\"city\": \"Rom\"}}\n</tool_call>\n<tool_call>\n"
                        + "{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\"}}\n</tool_call><|im_end|>")
                .contains("<tool_response>\n25\n</tool_response>\n<tool_response>\n5\n</tool_response>");
    }

    @Test
    void events_are_numbered_and_build_the_response_step_by_step() throws Exception {
        model.replayAsQwen3(THOUGHT_AND_CALL);

        List<JsonNode> events = events(post("\"Weather in Rome?\"", TOOLS + ", \"stream\": true"));

        assertThat(events.stream().map(event -> event.path("sequence_number").asInt()))
                .isEqualTo(java.util.stream.IntStream.range(0, events.size())
                        .boxed()
                        .toList());
        assertThat(events.stream().map(event -> event.path("type").asText()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.reasoning_text.delta",
                        "response.reasoning_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.completed");
        assertThat(deltas(events, "response.reasoning_text.delta")).isEqualTo("Look it up.");
        assertThat(deltas(events, "response.output_text.delta")).isEqualTo("One moment.");
        assertThat(deltas(events, "response.function_call_arguments.delta")).isEqualTo("{\"city\": \"Rom\"}");
        JsonNode response = events.getLast().path("response");
        List<JsonNode> done = events.stream()
                .filter(event -> event.path("type").asText().equals("response.output_item.done"))
                .map(event -> event.path("item"))
                .toList();
        assertThat(response.path("output")).containsExactlyElementsOf(done);
        assertThat(response.at("/usage/output_tokens").asInt()).isPositive();
    }

    @Test
    void a_json_answer_is_held_to_its_schema() {
        model.replay("{\"a\": 1}");

        post(
                        "\"Hi\"",
                        ", \"text\": {\"format\": {\"type\": \"json_schema\", \"name\": \"n\", \"schema\": {\"type\":"
                                + " \"object\", \"required\": [\"a\"], \"properties\": {\"a\": {\"type\": \"integer\"}}}}}")
                .then()
                .statusCode(200)
                .body("output[0].content[0].text", equalTo("{\"a\": 1}"));
    }

    @Test
    void a_failure_in_mid_stream_is_an_error_event_and_the_end() throws Exception {
        model.behave((prompt, config, onText) -> {
            onText.accept("so far");
            throw new IllegalStateException("secret");
        });

        List<JsonNode> events = events(post("\"Hi\"", ", \"stream\": true"));

        assertThat(events.getLast().path("type").asText()).isEqualTo("error");
        assertThat(events.getLast().path("code").asText()).isEqualTo("internal_error");
        assertThat(events.getLast().path("message").asText()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []    |                                                    | input
            {}    |                                                    | input
            [5]   |                                                    | input[0]
            [{"type":"image_generation_call"}] |                       | input[0].type
            [{"type":"item_reference","id":"x"}] |                     | input[0].type
            [{"role":"user","content":[{"type":"input_image"}]}] |     | input[0].content
            [{"type":"function_call_output","call_id":"a","output":"b"}] | | input[0].tool_call_id
            "Hi"  | ,"previous_response_id":"resp_1"                    | previous_response_id
            "Hi"  | ,"conversation":"c"                                 | conversation
            "Hi"  | ,"background":true                                  | background
            "Hi"  | ,"store":true                                       | store
            "Hi"  | ,"truncation":"auto"                                | truncation
            "Hi"  | ,"include":["reasoning.encrypted_content"]          | include
            "Hi"  | ,"tools":[{"type":"web_search"}]                    | tools[0].type
            "Hi"  | ,"tool_choice":"required"                           | tool_choice
            "Hi"  | ,"max_output_tokens":0                              | max_output_tokens
            "Hi"  | ,"reasoning":{"effort":"huge"}                      | reasoning.effort
            "Hi"  | ,"text":{"format":{"type":"xml"}}                   | text.format.type
            """)
    void what_is_wrong_or_unsupported_is_named(String input, String more, String param) {
        post(input, more == null ? "" : more)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    private static List<JsonNode> events(Response response) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        for (String message : response.asString().split("\n\n")) {
            String[] lines = message.split("\n");
            JsonNode event = new ObjectMapper().readTree(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + event.path("type").asText());
            events.add(event);
        }
        return events;
    }

    private static String deltas(List<JsonNode> events, String type) {
        StringBuilder all = new StringBuilder();
        events.stream()
                .filter(event -> event.path("type").asText().equals(type))
                .forEach(event -> all.append(event.path("delta").asText()));
        return all.toString();
    }
}
