package dev.qwen4j.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReadyServiceTest {
    @Test
    void ready_service_says_so_and_names_its_model() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'model' }.data.state", equalTo("ready"))
                .body("checks.find { it.name == 'model' }.data.model", equalTo("test/model"));
    }

    @Test
    void page_may_load_nothing_from_elsewhere_and_run_no_inline_script() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
    }
}
