package dev.qwen4j.service.runs;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.TestMcpServer;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be done with a run while it is under way and afterwards. */
@QuarkusTest
@TestProfile(RunLifeTest.Network.class)
@Timeout(600)
class RunLifeTest {
    private static final String PATH = "/v1/runs";
    private static final String CALL =
            " I should use the calculator tool.\nAction: calculator\nAction Input: {\"expression\": \"6*7\"}";
    private static final String ANSWER = " I now know the final answer\nFinal Answer: It is 42.";
    /** Refused, as it is no public address; but the model reads what came of it. */
    private static final String FETCH =
            " I look it up.\nAction: fetch_url\nAction Input: {\"url\": \"http://127.0.0.1/x\"}";

    private static final String WRITE =
            " I was told to.\nAction: write_file\nAction Input: {\"path\": \"a.txt\", \"text\": \"x\", \"content\": \"x\"}";

    @Inject
    TestModel model;

    /** Runs that may read from the network, by a tool of our own and by one of an MCP server. */
    public static final class Network implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Path folder = Path.of("target").toAbsolutePath();
            return Map.of(
                    "qwen4j.session.fetch-url",
                    "true",
                    "qwen4j.session.mcp",
                    TestMcpServer.file(folder, "Adds.", "NETWORK").toString(),
                    "qwen4j.session.mcp-pins",
                    folder.resolve("mcp-pins").toString());
        }
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(PATH + path)
                .then();
    }

    private static String begin(String more) {
        return post("", "{\"question\":\"What is 6 * 7?\",\"detached\":true" + more + "}")
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** Ids and names of what is told until the run has ended. */
    private static List<String> events(String id, String last) {
        String stream = given().header("Last-Event-ID", last)
                .get(PATH + "/" + id + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        List<String> told = new ArrayList<>();
        for (String message : stream.split("\n\n")) {
            if (!message.startsWith(":")) {
                String[] lines = message.split("\n");
                told.add(lines[0].substring("id: ".length()) + " " + lines[1].substring("event: ".length()));
            }
        }
        return told;
    }

    private static void awaitStatus(String id, String status) throws InterruptedException {
        while (!given().get(PATH + "/" + id).then().extract().path("status").equals(status)) {
            Thread.sleep(20);
        }
    }

    @Test
    void a_detached_run_goes_on_and_can_be_followed_from_any_event() {
        model.replay(CALL, ANSWER);

        String id = begin("");
        List<String> all = events(id, "0");
        List<String> rest = events(id, "3");

        assertThat(all).startsWith("1 run").endsWith("6 done");
        assertThat(all).contains("2 written", "3 action", "4 observation", "5 written");
        assertThat(rest).startsWith("4 observation").endsWith("6 done");
        given().get(PATH + "/" + id)
                .then()
                .body("status", equalTo("answered"))
                .body("answer", equalTo("It is 42."))
                .body("events.size()", equalTo(6));
        given().get(PATH).then().body("data.id", hasItem(id));
    }

    @Test
    void two_who_follow_hear_the_same_in_the_same_order() throws Exception {
        TestModel.Hang hang = model.hang();
        String id = begin("");
        assertThat(hang.started()).succeedsWithin(5, TimeUnit.MINUTES);
        List<String> first = new ArrayList<>();
        Thread follower = Thread.ofVirtual().start(() -> first.addAll(events(id, "0")));

        post("/" + id + "/cancel", "{}").statusCode(200).body("status", equalTo("cancelled"));
        follower.join();

        assertThat(first).containsExactly("1 run", "2 done").isEqualTo(events(id, "0"));
    }

    @Test
    void a_cancelled_run_is_resumed() throws InterruptedException {
        TestModel.Hang hang = model.hang();
        String id = begin("");
        assertThat(hang.started()).succeedsWithin(5, TimeUnit.MINUTES);
        post("/" + id + "/cancel", "{}").body("status", equalTo("cancelled"));

        model.replay(CALL, ANSWER);
        post("/" + id + "/resume", "{}").statusCode(202);
        awaitStatus(id, "answered");

        assertThat(events(id, "2")).startsWith("3 resumed").endsWith("8 done");
    }

    @Test
    void a_run_waits_for_consent_and_goes_on_after_it() throws InterruptedException {
        model.replay(FETCH, WRITE, ANSWER);
        String id = begin("");
        awaitStatus(id, "waiting");

        String callId = given().get(PATH + "/" + id).then().extract().path("call_id");
        post("/" + id + "/approve", "{\"call_id\":\"other\",\"allow\":true}").statusCode(409);
        post("/" + id + "/approve", "{\"call_id\":\"" + callId + "\"}").statusCode(400);
        post("/" + id + "/approve", "{\"call_id\":\"" + callId + "\",\"allow\":false,\"comment\":\"no\"}")
                .statusCode(202);
        awaitStatus(id, "answered");

        assertThat(given().get(PATH + "/" + id).then().extract().asString())
                .contains("the user did not allow this call, and says: no");
        post("/" + id + "/approve", "{\"call_id\":\"" + callId + "\",\"allow\":true}")
                .statusCode(409);
    }

    @Test
    void a_run_that_nobody_attends_for_consent_does_without() {
        model.replay(FETCH, WRITE, ANSWER);

        post("", "{\"question\":\"q\"}")
                .statusCode(200)
                .body("outcome", equalTo("answered"))
                .body("events.findAll { it.event == 'observation' }.status", hasItem("denied"));
    }

    @Test
    void a_run_is_forked_with_another_observation() throws InterruptedException {
        model.replay(CALL, ANSWER);
        String id = begin("");
        awaitStatus(id, "answered");

        ScriptedModel script = model.replay(" hm\nFinal Answer: It is 43.");
        String fork = post("/" + id + "/fork", "{\"step\":1,\"observation\":\"43\"}")
                .statusCode(202)
                .body("forked_from", equalTo(id))
                .extract()
                .path("id");
        awaitStatus(fork, "answered");

        assertThat(script.prompts().getFirst().display()).contains("Observation: 43");
        post("/" + id + "/fork", "{\"step\":7}").statusCode(400).body("error.param", equalTo("step"));
    }

    @Test
    void a_question_goes_on_with_the_conversation_of_another_run() throws InterruptedException {
        model.replay(CALL, ANSWER);
        String id = begin("");
        awaitStatus(id, "answered");
        ScriptedModel script = model.replay(ANSWER);

        post("", "{\"question\":\"and now?\",\"previous\":\"" + id + "\"}").statusCode(200);

        assertThat(script.prompts().getFirst().display()).contains("What is 6 * 7?", "Observation: 42", "and now?");
    }

    @Test
    void tools_of_mcp_servers_are_offered_to_runs() {
        given().get("/v1/status").then().body("tools", hasItem("add"));
        model.replay(" I add.\nAction: add\nAction Input: {\"a\": 2, \"b\": 40}", WRITE, ANSWER);

        post("", "{\"question\":\"q\",\"tools\":[\"add\",\"write_file\"]}")
                .statusCode(200)
                .body("events.findAll { it.event == 'observation' }.text", hasItem("The sum is 42"))
                .body("events.findAll { it.event == 'observation' }.status", hasItem("denied"));
    }

    @Test
    void what_does_not_exist_is_said() {
        given().get(PATH + "/none").then().statusCode(404).body("error.message", containsString("none"));
        given().get(PATH + "/a.b/events").then().statusCode(404);
        post("/none/resume", "{}").statusCode(404);
        post("", "{\"question\":\"q\",\"previous\":\"none\"}").statusCode(404);
        post("", "{\"question\":\"q\",\"approval\":\"maybe\"}")
                .statusCode(400)
                .body("error.param", equalTo("approval"))
                .body("error.message", not(equalTo("")));
    }

    @Test
    void runs_share_a_session_with_its_files_and_so_do_their_forks() {
        String session = given().contentType(ContentType.JSON)
                .post("/v1/sessions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String files = "/v1/sessions/" + session + "/files/";
        given().body("From outside.".getBytes(StandardCharsets.UTF_8))
                .contentType(ContentType.BINARY)
                .put(files + "in.txt")
                .then()
                .statusCode(200);
        String read = " I read it.\nAction: read_file\nAction Input: {\"path\": \"in.txt\"}";
        model.replay(read, WRITE, ANSWER);

        String id = begin(",\"session\":\"" + session + "\"");
        assertThat(events(id, "0")).last().asString().contains("done");
        given().get(PATH + "/" + id)
                .then()
                .body("session", equalTo(session))
                .body("events.text", hasItem(containsString("From outside.")));
        given().get(files + "a.txt").then().statusCode(200).body(equalTo("x"));

        model.replay(read, ANSWER);
        String fork = post("/" + id + "/fork", "{\"step\":0}")
                .statusCode(202)
                .extract()
                .path("id");
        assertThat(events(fork, "0")).last().asString().contains("done");
        given().get(PATH + "/" + fork).then().body("events.text", hasItem(containsString("From outside.")));

        given().delete("/v1/sessions/" + session).then().statusCode(204);
        post("", "{\"question\":\"What?\",\"session\":\"" + session + "\"}")
                .statusCode(404)
                .body("error.message", containsString("there is no session"));
    }

    @Test
    void a_run_whose_session_is_gone_can_still_be_answered() {
        String session = given().contentType(ContentType.JSON)
                .post("/v1/sessions")
                .then()
                .extract()
                .path("id");
        model.replay(CALL, ANSWER);
        String id = begin(",\"session\":\"" + session + "\"");
        events(id, "0");
        given().delete("/v1/sessions/" + session).then().statusCode(204);

        model.replay(ANSWER);
        String fork = post("/" + id + "/fork", "{\"step\":1}")
                .statusCode(202)
                .extract()
                .path("id");

        assertThat(events(fork, "0")).last().asString().contains("done");
        given().get(PATH + "/" + fork).then().body("status", equalTo("answered"));
    }
}
