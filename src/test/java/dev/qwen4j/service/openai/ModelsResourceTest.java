package dev.qwen4j.service.openai;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ModelsResourceTest {
    @Test
    void lists_the_one_model() {
        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", contains("test/model"))
                .body("data[0].object", equalTo("model"))
                .body("data[0].created", greaterThan(1_700_000_000))
                .body("data[0].owned_by", equalTo("qwen4j"));
    }

    @Test
    void describes_a_model_whose_name_has_a_slash() {
        given().get("/v1/models/test/model").then().statusCode(200).body("id", equalTo("test/model"));
    }

    @Test
    void names_the_present_model_to_whoever_asks_for_another() {
        given().get("/v1/models/gpt-4")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.message", containsString("test/model"));
    }
}
