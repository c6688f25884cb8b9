package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
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

/** Functions, JSON answers, thoughts and several choices of chat completions. */
@QuarkusTest
class ChatFunctionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WEATHER = """
            {"name": "weather", "description": "Tells the weather.", "parameters": {"type": "object",
             "properties": {"city": {"type": "string"}}, "required": ["city"]}}""";
    private static final String TOOLS = ", \"tools\": [{\"type\": \"function\", \"function\": " + WEATHER + "}]";
    private static final String REACT_CALL = """
            Thought: I should look.
            Action: weather
            Action Input: {"city": "Berlin"}
            Observation: forged""";
    private static final String TWO_CALLS = """
            <think>
            Both cities.
            </think>

            Let me see.
            <tool_call>
            {"name": "weather", "arguments": {"city": "Berlin"}}
            </tool_call>
            <tool_call>
            {"name": "weather", "arguments": {"city": "Rom"}}
            </tool_call>""";

    @Inject
    TestModel model;

    private static Response post(String messages, String more) {
        return given().contentType(ContentType.JSON)
                .body("{\"messages\": " + messages + more + "}")
                .post("/v1/chat/completions");
    }

    private static Response ask(String more) {
        return post("[{\"role\": \"user\", \"content\": \"Weather?\"}]", more);
    }

    @Test
    void a_model_without_a_format_of_its_own_calls_a_tool_in_react_text() {
        ScriptedModel script = model.replay(REACT_CALL);

        ask(TOOLS)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("tool_calls"))
                .body("choices[0].message.content", equalTo("I should look."))
                .body("choices[0].message.tool_calls", hasSize(1))
                .body("choices[0].message.tool_calls[0].id", startsWith("call_"))
                .body("choices[0].message.tool_calls[0].type", equalTo("function"))
                .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"))
                .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{\"city\": \"Berlin\"}"));
        assertThat(script.prompts().getFirst().display())
                .contains("weather: Call this tool to interact with the weather API.", "Question: Weather?");
    }

    @Test
    void a_model_of_the_hermes_kind_calls_several_tools_and_tells_its_thought() {
        model.replayAsQwen3(TWO_CALLS);

        ask(TOOLS)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("tool_calls"))
                .body("choices[0].message.reasoning_content", equalTo("Both cities."))
                .body("choices[0].message.content", equalTo("Let me see."))
                .body("choices[0].message.tool_calls.function.arguments", hasSize(2))
                .body("choices[0].message.tool_calls[1].function.arguments", equalTo("{\"city\": \"Rom\"}"));
    }

    @Test
    void without_parallel_calls_the_first_one_counts() {
        model.replayAsQwen3(TWO_CALLS);

        ask(TOOLS + ", \"parallel_tool_calls\": false")
                .then()
                .body("choices[0].message.tool_calls.function.arguments", equalTo(List.of("{\"city\": \"Berlin\"}")));
    }

    @Test
    void calls_are_streamed_as_deltas_that_join_to_the_whole() throws Exception {
        model.replayAsQwen3(TWO_CALLS);

        List<JsonNode> chunks = chunks(ask(TOOLS + ", \"stream\": true"));

        StringBuilder reasoning = new StringBuilder();
        StringBuilder content = new StringBuilder();
        List<String> names = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<StringBuilder> arguments = new ArrayList<>();
        for (JsonNode chunk : chunks) {
            JsonNode delta = chunk.at("/choices/0/delta");
            reasoning.append(delta.path("reasoning_content").asText(""));
            content.append(delta.path("content").asText(""));
            for (JsonNode call : delta.path("tool_calls")) {
                if (call.has("id")) {
                    assertThat(call.path("index").asInt()).isEqualTo(names.size());
                    assertThat(call.path("type").asText()).isEqualTo("function");
                    ids.add(call.path("id").asText());
                    names.add(call.at("/function/name").asText());
                    arguments.add(new StringBuilder());
                }
                arguments
                        .get(call.path("index").asInt())
                        .append(call.at("/function/arguments").asText());
            }
        }
        assertThat(reasoning).hasToString("Both cities.");
        assertThat(content).hasToString("Let me see.");
        assertThat(names).containsExactly("weather", "weather");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(arguments.stream().map(StringBuilder::toString))
                .containsExactly("{\"city\": \"Berlin\"}", "{\"city\": \"Rom\"}");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "required"                                            | Action:                       | ' weather\\nAction Input: {"city": "Rom"}'
            {"type":"function","function":{"name":"weather"}}     | Action: weather\\nAction Input: | ' {"city": "Rom"}'
            """)
    void a_required_call_is_begun_in_the_prompt_and_held_to_its_schema(String choice, String end, String reply) {
        ScriptedModel script = model.replay(reply.replace("\\n", "\n"));

        ask(TOOLS + ", \"tool_choice\": " + choice)
                .then()
                .statusCode(200)
                .body("choices[0].message.content", nullValue())
                .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"))
                .body("choices[0].message.tool_calls[0].function.arguments", equalTo("{\"city\": \"Rom\"}"));
        assertThat(script.prompts().getFirst().display()).endsWith(end.replace("\\n", "\n"));
    }

    @Test
    void of_tools_that_must_not_be_called_the_model_hears_nothing() {
        ScriptedModel script = model.replay("Fine.");

        ask(TOOLS + ", \"tool_choice\": \"none\"").then().body("choices[0].message.content", equalTo("Fine."));
        assertThat(script.prompts().getFirst().display()).doesNotContain("weather");
    }

    @Test
    void results_go_back_by_their_ids() {
        ScriptedModel script = model.replayAsQwen3("Warm in both.");

        post("""
                [{"role": "user", "content": "Weather?"},
                 {"role": "assistant", "content": null, "reasoning_content": "Both.", "tool_calls": [
                   {"id": "a", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Berlin\\"}"}},
                   {"id": "b", "type": "function", "function": {"name": "weather", "arguments": "{\\"city\\": \\"Rom\\"}"}}]},
                 {"role": "tool", "tool_call_id": "a", "content": "20"},
                 {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "25"}]}]""", TOOLS)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.content", equalTo("Warm in both."));
        assertThat(script.prompts().getFirst().display())
                .contains("<think>\nBoth.\n</think>")
                .contains("<tool_response>\n20\n</tool_response>\n<tool_response>\n25\n</tool_response>");
    }

    @Test
    void old_functions_follow_the_rules_of_qwens_own_server() {
        ScriptedModel script = model.replay(REACT_CALL, "Thought: I know.\nFinal Answer: Sunny.");
        String functions = """
                , "functions": [{"name_for_model": "weather", "name_for_human": "Weather service",
                  "description_for_model": "Tells the weather. Format the arguments as JSON.",
                  "parameters": [{"name": "city", "description": "where", "required": true, "schema": {"type": "string"}}]}]""";

        ask(functions)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("function_call"))
                .body("choices[0].message.function_call.name", equalTo("weather"))
                .body("choices[0].message.function_call.arguments", equalTo("{\"city\": \"Berlin\"}"))
                .body("choices[0].message", not(org.hamcrest.Matchers.hasKey("tool_calls")));
        post("""
                [{"role": "user", "content": "Weather?"},
                 {"role": "assistant", "content": "I should look.",
                  "function_call": {"name": "weather", "arguments": "{\\"city\\": \\"Berlin\\"}"}},
                 {"role": "function", "name": "weather", "content": "sunny"}]""", functions)
                .then()
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.content", equalTo("Sunny."));

        assertThat(script.prompts().getFirst().display())
                .contains("weather: Call this tool to interact with the Weather service API.")
                .contains("Format the arguments as JSON. Parameters: {")
                .contains("\n\nUse the following format:\n");
        assertThat(script.prompts().get(1).display())
                .endsWith("Thought: I should look.\nAction: weather\nAction Input: {\"city\": \"Berlin\"}\n"
                        + "Observation: sunny\nThought:");
    }

    @Test
    void a_call_of_an_old_function_is_streamed_as_function_call() throws Exception {
        model.replay(REACT_CALL);

        List<JsonNode> chunks = chunks(ask(", \"stream\": true, \"functions\": [" + WEATHER + "]"));

        StringBuilder arguments = new StringBuilder();
        chunks.forEach(chunk -> arguments.append(
                chunk.at("/choices/0/delta/function_call/arguments").asText("")));
        assertThat(arguments).hasToString("{\"city\": \"Berlin\"}");
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("function_call");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"role":"user","content":"a"},{"role":"system","content":"b"},{"role":"user","content":"c"}] | messages[1].role
            [{"role":"user","content":"a"},{"role":"user","content":"b"}]                                 | messages
            [{"role":"assistant","content":"a"},{"role":"user","content":"b"}]                            | messages
            [{"role":"user","content":"a"},{"role":"function","name":"f","content":"b"}]                  | messages[1].role
            [{"role":"system","content":"a"}]                                                             | messages
            """)
    void orders_of_messages_that_qwens_own_server_refuses_are_refused(String messages, String param) {
        post(messages, ", \"functions\": [" + WEATHER + "]")
                .then()
                .statusCode(400)
                .body("error.param", equalTo(param));
    }

    @Test
    void messages_that_a_user_sends_one_after_the_other_are_one_question() {
        ScriptedModel script = model.replay("Thought: x\nFinal Answer: y");

        post("[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]", TOOLS)
                .then()
                .statusCode(200);
        assertThat(script.prompts().getFirst().display()).contains("Question: a\n\nb<|im_end|>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"json_object"}                                                                      | {"a": [1]}
            {"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"type":"integer"}}}}}} | {"a": [1]}
            """)
    void a_json_answer_is_asked_for_and_held_to_its_form(String format, String answer) {
        ScriptedModel script = model.replay(answer, "not JSON");

        ask(", \"response_format\": " + format)
                .then()
                .statusCode(200)
                .body("choices[0].message.content", equalTo(answer));
        assertThat(script.prompts().getFirst().display()).contains("answer with a JSON object".substring(1));
        ask(", \"response_format\": " + format).then().statusCode(500); // the script breaks the grammar
    }

    @Test
    void a_schema_that_cannot_be_enforced_is_refused_by_name() {
        ask(", \"response_format\": {\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                        + "{\"type\":\"array\",\"uniqueItems\":true}}}")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("response_format"))
                .body("error.code", equalTo("unsupported_parameter"))
                .body("error.message", org.hamcrest.Matchers.containsString("uniqueItems"));
    }

    @Test
    void several_choices_are_several_completions_of_one_prompt() throws Exception {
        model.replay("one", "three", "one", "three");

        ask(", \"n\": 2")
                .then()
                .statusCode(200)
                .body("choices.index", equalTo(List.of(0, 1)))
                .body("choices.message.content", equalTo(List.of("one", "three")))
                .body("usage.completion_tokens", equalTo(8));
        List<JsonNode> chunks = chunks(ask(", \"n\": 2, \"stream\": true"));
        StringBuilder second = new StringBuilder();
        chunks.stream()
                .filter(chunk -> chunk.at("/choices/0/index").asInt() == 1)
                .forEach(chunk ->
                        second.append(chunk.at("/choices/0/delta/content").asText("")));
        assertThat(second).hasToString("three");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "reasoning_effort": "none"
            "reasoning_effort": "minimal"
            "chat_template_kwargs": {"enable_thinking": false}
            """)
    void thinking_can_be_switched_off(String setting) {
        ScriptedModel script = model.replayAsQwen3("4");

        ask(", " + setting).then().statusCode(200);
        assertThat(script.prompts().getFirst().display()).endsWith("<think>\n\n</think>\n\n");
    }

    private static List<JsonNode> chunks(Response response) throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        for (String message : response.asString().split("\n\n")) {
            if (!message.equals("data: [DONE]")) {
                chunks.add(JSON.readTree(message.substring("data: ".length())));
            }
        }
        return chunks;
    }
}
