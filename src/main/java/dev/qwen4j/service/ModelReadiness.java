package dev.qwen4j.service;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the model is. */
@Readiness
@Singleton
class ModelReadiness implements HealthCheck {
    private final ResidentModel resident;

    ModelReadiness(ResidentModel resident) {
        this.resident = resident;
    }

    @Override
    public HealthCheckResponse call() {
        ResidentModel.State state = resident.state();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model").withData("state", state.name());
        return switch (state) {
            case ResidentModel.State.Loading loading -> response.down().build();
            case ResidentModel.State.Ready ready ->
                response.up().withData("model", ready.model().name()).build();
            case ResidentModel.State.Failed failed ->
                response.down().withData("message", failed.message()).build();
        };
    }
}
