package dev.qwen4j.service.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdmissionTest {
    @Inject
    Admission admission;

    @Inject
    Qwen4jConfig config;

    @Test
    void full_service_refuses_at_once_and_serves_again_when_a_place_is_free() {
        List<Admission.Place> places = new ArrayList<>();
        for (int i = 0; i < config.limits().maxRequests(); i++) {
            places.add(admission.enter());
        }

        given().contentType(ContentType.JSON)
                .body("{\"question\":\"q\"}")
                .post("/v1/runs")
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("error.code", equalTo("server_busy"));

        places.forEach(Admission.Place::close);
        try (Admission.Place place = admission.enter()) {
            assertThat(place).isNotNull();
        }
    }
}
