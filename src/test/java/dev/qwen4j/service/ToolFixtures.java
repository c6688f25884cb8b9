package dev.qwen4j.service;

import dev.qwen4j.service.mcp.ConformanceFeatures;
import dev.qwen4j.service.mcp.ConformanceTools;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Set;

/** The service with more tools than its own. */
public class ToolFixtures implements QuarkusTestProfile {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(ConformanceTools.class, ConformanceFeatures.class);
    }
}
