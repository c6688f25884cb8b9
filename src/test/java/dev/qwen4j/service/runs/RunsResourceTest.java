package dev.qwen4j.service.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class RunsResourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/runs";
    private static final String CALL =
            " I should use the calculator tool.\nAction: calculator\nAction Input: {\"expression\": \"37*43+5\"}\nObservation:";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 1596.";

    @Inject
    TestModel model;

    private static RequestSpecification json(String body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    @Test
    void answers_with_the_outcome_and_every_event() {
        model.replay(CALL, ANSWER);

        json("{\"question\":\"What is 37 * 43 + 5?\"}")
                .post(PATH)
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("id", notNullValue())
                .body("answer", equalTo("It is 1596."))
                .body("outcome", equalTo("answered"))
                .body("steps", equalTo(2))
                .body("usage.total_tokens", greaterThan(100))
                .body("events[0].event", equalTo("run"))
                .body("events[0].question", equalTo("What is 37 * 43 + 5?"))
                .body("events.find { it.event == 'action' }.arguments.expression", equalTo("37*43+5"))
                .body("events.find { it.event == 'observation' }.text", equalTo("1596"))
                .body("events.event", hasItems("thought", "answer", "written"))
                .body("events[-1].event", equalTo("done"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/event-stream | ''
            */*               | ,"stream":true
            """)
    void streams_an_event_for_each_thing_that_happens(String accept, String more) throws Exception {
        model.replay(CALL, ANSWER);

        String body = json("{\"question\":\"q\"" + more + "}")
                .accept(accept)
                .post(PATH)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/event-stream"))
                .extract()
                .asString();

        List<JsonNode> events = new ArrayList<>();
        for (String message : body.split("\n\n")) {
            String[] lines = message.split("\n");
            assertThat(lines).hasSize(3);
            JsonNode data = JSON.readTree(lines[2].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("id: " + data.path("id").asText());
            assertThat(lines[1]).isEqualTo("event: " + data.path("event").asText());
            events.add(data);
        }
        assertThat(events.getFirst().path("event").asText()).isEqualTo("run");
        assertThat(events.getLast().path("event").asText()).isEqualTo("done");
        assertThat(events.getLast().path("answer").asText()).isEqualTo("It is 1596.");
        StringBuilder answer = new StringBuilder();
        events.stream()
                .filter(event -> event.path("event").asText().equals("answer"))
                .forEach(event -> answer.append(event.path("delta").asText()));
        assertThat(answer).hasToString("It is 1596.");
    }

    @Test
    void stream_false_prevails_over_the_accept_header() {
        model.replay(ANSWER);

        json("{\"question\":\"q\",\"stream\":false}")
                .accept("text/event-stream, application/json")
                .post(PATH)
                .then()
                .contentType(ContentType.JSON);
    }

    @Test
    void history_reaches_the_model() {
        ScriptedModel script = model.replay(ANSWER);

        json("{\"question\":\"and now?\",\"history\":[{\"question\":\"first?\",\"answer\":\"the first\"}]}")
                .post(PATH)
                .then()
                .statusCode(200);

        assertThat(script.prompts().getFirst().display()).contains("first?", "Final Answer: the first", "and now?");
    }

    @Test
    void only_the_chosen_tools_are_offered() {
        ScriptedModel script = model.replay(ANSWER);

        json("{\"question\":\"q\",\"tools\":[\"unit_convert\",\"calculator\",\"calculator\"]}")
                .post(PATH)
                .then()
                .statusCode(200)
                .body("events[0].tools", equalTo(List.of("unit_convert", "calculator")));

        assertThat(script.prompts().getFirst().display())
                .contains("unit_convert")
                .doesNotContain("list_files");
    }

    @Test
    void failing_model_is_an_outcome_and_an_error_event() {
        model.behave((prompt, config, onText) -> {
            throw new IllegalStateException("broken");
        });

        json("{\"question\":\"q\"}")
                .post(PATH)
                .then()
                .statusCode(200)
                .body("outcome", equalTo("failed"))
                .body("answer", not(equalTo("")))
                .body("events.event", hasItems("error", "done"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                     | question
            {"question":"  "}                                      | question
            {"question":"q","tools":["teleport"]}                  | tools
            {"question":"q","tools":["fetch_url"]}                 | tools
            {"question":"q","tools":[null]}                        | tools
            {"question":"q","history":[null]}                      | history[0].answer
            {"question":"q","history":[{"answer":"a"}]}            | history[0].question
            {"question":"q","tools":"calculator"}                  | tools
            {"question":{}}                                        | question
            """)
    void wrong_requests_name_the_field(String body, String param) {
        json(body)
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.param", equalTo(param));
    }

    @Test
    void unknown_tool_is_answered_with_the_names_of_those_that_exist() {
        json("{\"question\":\"q\",\"tools\":[\"teleport\"]}")
                .post(PATH)
                .then()
                .body("error.message", containsString("calculator, python"));
    }

    @Test
    void null_body_and_other_types_are_error_objects() {
        json("null").post(PATH).then().statusCode(400).body("error.type", equalTo("invalid_request_error"));
        given().contentType("text/plain")
                .body("q")
                .post(PATH)
                .then()
                .statusCode(415)
                .body("error.code", equalTo("unsupported_media_type"));
        given().delete(PATH).then().statusCode(405).body("error.code", equalTo("method_not_allowed"));
    }

    @Test
    void status_names_the_model_and_the_tools() {
        given().get("/v1/status")
                .then()
                .statusCode(200)
                .body("state", equalTo("ready"))
                .body("model", equalTo("test/model"))
                .body("context_length", equalTo(8000))
                .body("tools", equalTo(dev.qwen4j.service.SessionSettings.DEFAULT_TOOLS));
    }

    @Test
    void what_the_model_read_in_each_step_can_be_read_again_until_the_run_is_deleted() {
        ScriptedModel script = model.replay(CALL, ANSWER);
        String run = PATH + "/"
                + json("{\"question\":\"What is 37 * 43 + 5?\"}")
                        .post(PATH)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("id");

        given().get(run + "/prompts")
                .then()
                .statusCode(200)
                .body("prompts.step", equalTo(List.of(1, 2)))
                .body(
                        "prompts.text",
                        equalTo(script.prompts().stream().map(Prompt::display).toList()));
        given().delete(run).then().statusCode(204);
        given().get(run).then().statusCode(404);
        given().get(run + "/prompts").then().statusCode(404);
        given().delete(run).then().statusCode(404).body("error.type", equalTo("invalid_request_error"));
    }

    @Test
    void sampling_of_the_request_reaches_the_model() {
        List<GenerationConfig> configs = new ArrayList<>();
        ScriptedModel script = new ScriptedModel(ANSWER);
        model.behave((prompt, config, onText) -> {
            configs.add(config);
            return script.complete(prompt, config, onText);
        });

        json("{\"question\":\"q\",\"sampling\":{\"temperature\":0.7,\"top_p\":0.9,\"top_k\":40,\"seed\":11}}")
                .post(PATH)
                .then()
                .statusCode(200)
                .body("events[0].sampling.temperature", equalTo(0.7f));

        assertThat(configs).singleElement().satisfies(config -> {
            assertThat(config.doSample()).isTrue();
            assertThat(config.topP()).isEqualTo(0.9);
            assertThat(config.topK()).isEqualTo(40);
            assertThat(config.seed()).isEqualTo(11);
        });
        json("{\"question\":\"q\",\"sampling\":{\"temperature\":-1}}")
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("sampling"));
    }
}
