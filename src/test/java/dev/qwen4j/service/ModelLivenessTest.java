package dev.qwen4j.service;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@Timeout(60)
class ModelLivenessTest {
    @Inject
    TestModel model;

    @AfterEach
    void go_on() {
        model.stall(Duration.ZERO);
    }

    @Test
    void engine_that_works_or_rests_is_alive() {
        model.stall(Duration.ofSeconds(20));

        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void engine_that_has_died_or_stands_still_is_not() {
        model.stall(Duration.ofSeconds(Long.MAX_VALUE));

        given().get("/q/health/live").then().statusCode(503).body("status", equalTo("DOWN"));
    }
}
