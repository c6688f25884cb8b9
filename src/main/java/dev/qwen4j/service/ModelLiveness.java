package dev.qwen4j.service;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as the engine gets on with its work or has none; a process that is not has to be started again. */
@Liveness
@Singleton
class ModelLiveness implements HealthCheck {
    private final ResidentModel resident;
    private final Duration patience;

    ModelLiveness(ResidentModel resident, Qwen4jConfig config) {
        this.resident = resident;
        this.patience = config.limits().stalled();
    }

    @Override
    public HealthCheckResponse call() {
        boolean alive = !(resident.state() instanceof ResidentModel.State.Ready ready)
                || ready.model().stalled().compareTo(patience) < 0;
        return HealthCheckResponse.named("engine").status(alive).build();
    }
}
