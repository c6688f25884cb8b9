package dev.qwen4j.service.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes with the packaged service. */
@Timeout(600)
class PackagedServiceTest {
    @Test
    void the_build_makes_manifests_for_kubernetes() throws Exception {
        Path manifests = KillableService.application().resolveSibling("../kubernetes/kubernetes.yml");

        assertThat(Files.readString(manifests))
                .contains("kind: Deployment", "kind: Service", "replicas: 2")
                .contains("path: /q/health/ready", "path: /q/health/live", "path: /q/health/started")
                .contains("name: QWEN4J_STORE", "key: store", "name: QWEN4J_API_KEYS", "mountPath: /etc/qwen4j")
                .doesNotContain("ServiceMonitor");
    }
}
