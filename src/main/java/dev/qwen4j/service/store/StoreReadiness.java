package dev.qwen4j.service.store;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the store can be read and, as far as is known, written. */
@Readiness
@Singleton
class StoreReadiness implements HealthCheck {
    private final Store store;

    StoreReadiness(Store store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        try {
            store.check();
            return HealthCheckResponse.up("store");
        } catch (StoreException e) {
            return HealthCheckResponse.named("store")
                    .down()
                    .withData("message", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
