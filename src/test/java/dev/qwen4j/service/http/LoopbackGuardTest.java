package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LoopbackGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.1.2.3", "[::1]:8080"})
    void names_of_this_machine_are_answered(String host) {
        given().header("Host", host).get("/v1/status").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.7:8080", "[::2]"})
    void a_name_that_a_stranger_pointed_here_is_refused(String host) {
        given().header("Host", host)
                .get("/v1/status")
                .then()
                .statusCode(403)
                .body("error.code", equalTo("forbidden_host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost.evil.example", "not an origin"})
    void a_page_of_another_site_is_refused(String origin) {
        given().header("Origin", origin)
                .contentType("application/json")
                .body("{\"question\":\"hi\"}")
                .post("/v1/runs")
                .then()
                .statusCode(403)
                .body("error.code", equalTo("forbidden_host"));
    }

    @Test
    void our_own_page_is_answered() {
        given().header("Origin", "http://localhost:8080")
                .get("/v1/status")
                .then()
                .statusCode(200);
    }
}
