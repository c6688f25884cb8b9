package dev.qwen4j.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.ModelException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A service from its start, while the model loads, to the moment at which loading fails. */
@QuarkusTest
@TestProfile(ModelReadinessTest.WithSlowModel.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ModelReadinessTest {
    public static class WithSlowModel implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(SlowSource.class);
        }
    }

    /** Loads until it is told how loading ends. */
    @Alternative
    @Singleton
    public static class SlowSource implements ModelSource {
        final SynchronousQueue<ModelException> end = new SynchronousQueue<>();

        @Override
        public LanguageModel load() {
            try {
                throw end.take();
            } catch (InterruptedException e) {
                throw new ModelException("interrupted", e);
            }
        }
    }

    @Inject
    SlowSource source;

    @Inject
    ResidentModel resident;

    @Test
    @Order(1)
    void service_that_loads_is_alive_but_not_ready() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("checks.find { it.name == 'model' }.data.state", equalTo("loading"));
        given().get("/v1/status").then().statusCode(200).body("state", equalTo("loading"));
        given().get("/").then().statusCode(200).contentType(ContentType.HTML);
    }

    @Test
    @Order(2)
    void requests_are_told_to_come_back_while_the_model_loads() {
        given().get("/v1/models")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error.type", equalTo("server_error"))
                .body("error.code", equalTo("model_unavailable"));
        given().contentType(ContentType.JSON)
                .body("{\"question\":\"q\",\"stream\":true}")
                .post("/v1/runs")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue());
    }

    @Test
    @Order(3)
    void failure_to_load_is_told_to_everyone() throws Exception {
        source.end.put(new ModelException("config.json is missing in /models/x: copy it there"));
        while (resident.state() instanceof ResidentModel.State.Loading) {
            Thread.onSpinWait();
        }

        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'model' }.data.state", equalTo("failed"))
                .body(
                        "checks.find { it.name == 'model' }.data.message",
                        equalTo("config.json is missing in /models/x: copy it there"));
        String retryAfter = given().get("/v1/models")
                .then()
                .statusCode(503)
                .body("error.message", equalTo("config.json is missing in /models/x: copy it there"))
                .extract()
                .header("Retry-After");
        assertThat(retryAfter).isNull();
    }
}
