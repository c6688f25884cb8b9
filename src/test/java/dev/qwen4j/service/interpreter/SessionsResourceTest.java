package dev.qwen4j.service.interpreter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Python sessions over HTTP. Few processes: each takes seconds to start. */
@QuarkusTest
@Timeout(240)
class SessionsResourceTest {
    private static final String PATH = "/v1/sessions";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_session_runs_cells_keeps_files_and_goes() throws Exception {
        String id = given().post(PATH)
                .then()
                .statusCode(201)
                .header("Location", startsWith(PATH + "/py-"))
                .extract()
                .path("id");
        String session = PATH + "/" + id;

        given().body("a,b\n1,2\n")
                .contentType("text/csv")
                .put(session + "/files/data/in.csv")
                .then()
                .statusCode(200)
                .body("name", equalTo("data/in.csv"))
                .body("bytes", equalTo(8));
        cell(session, "x = open('data/in.csv').read()\nprint('read')\nopen('out.txt', 'w').write(x.upper())\nlen(x)")
                .body("number", equalTo(1))
                .body("status", equalTo("completed"))
                .body("outputs[0].type", equalTo("stdout"))
                .body("outputs[0].text", equalTo("read\n"))
                .body("outputs[1].type", equalTo("value"))
                .body("outputs[1].text", equalTo("8"))
                .body("files", hasItem("out.txt"))
                .body("names", hasItem("x"));
        given().get(session + "/files")
                .then()
                .statusCode(200)
                .body("name", hasItem("out.txt"))
                .body("$", hasSize(2));
        assertThat(given().get(session + "/files/out.txt")
                        .then()
                        .statusCode(200)
                        .header("Content-Disposition", "attachment")
                        .extract()
                        .asString())
                .isEqualTo("A,B\n1,2\n");

        String events = given().contentType(ContentType.JSON)
                .accept("text/event-stream")
                .body(Map.of("code", "import sys\nprint('a')\nprint('b', file=sys.stderr)\n1 / 0"))
                .post(session + "/cells")
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/event-stream"))
                .extract()
                .asString();
        assertThat(events)
                .containsSubsequence(
                        "event: stdout\ndata: {\"text\":\"a\\n\"}",
                        "event: stderr\ndata: {\"text\":\"b\\n\"}",
                        "event: error\ndata: {\"text\":\"Traceback",
                        "ZeroDivisionError",
                        "event: done\ndata: {\"number\":2,\"status\":\"raised\"");

        CompletableFuture<String> running = CompletableFuture.supplyAsync(
                () -> cell(session, "while True: pass").extract().path("status"));
        boolean interrupted = false;
        while (!interrupted) {
            Thread.sleep(50);
            interrupted = given().post(session + "/interrupt")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("interrupted");
        }
        assertThat(running.join()).isEqualTo("interrupted");
        cell(session, "len(x)").body("outputs[0].text", equalTo("8"));

        String notebook = given().get(session + "/export")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(JSON.readTree(notebook).path("cells")).hasSize(4);
        assertThat(given().get(session + "/export?format=py").asString())
                .contains("# %% [1]\nx = open(", "# %% [2] raised\n", "# %% [4]\nlen(x)\n");

        given().delete(session + "/files/out.txt").then().statusCode(204);
        given().delete(session).then().statusCode(204);
        given().get(session).then().statusCode(404).body("error.code", equalTo("not_found"));
    }

    @Test
    void what_is_wrong_is_told_in_an_error_object() {
        String id = given().post(PATH).then().statusCode(201).extract().path("id");
        String session = PATH + "/" + id;

        given().contentType(ContentType.JSON)
                .body("{}")
                .post(session + "/cells")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("code"));
        given().contentType(ContentType.JSON)
                .body("{\"code\":\"1\"}")
                .post(PATH + "/py-none/cells")
                .then()
                .statusCode(404)
                .body("error.message", containsString("py-none"));
        given().get(session + "/files/none.txt").then().statusCode(404);
        given().urlEncodingEnabled(false)
                .get(session + "/files/..%2f..%2flock")
                .then()
                .statusCode(400);
        given().get(session + "/export?format=exe").then().statusCode(400);
        given().get(PATH).then().statusCode(200).body("data.id", hasItem(id));
        given().delete(session).then().statusCode(204);
        given().delete(session).then().statusCode(404);
    }

    private static ValidatableResponse cell(String session, String code) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("code", code))
                .post(session + "/cells")
                .then()
                .statusCode(200);
    }
}
