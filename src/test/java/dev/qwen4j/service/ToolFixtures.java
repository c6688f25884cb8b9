package dev.qwen4j.service;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service with more tools than its own: the beans that ask for {@link #PROPERTY}. */
public class ToolFixtures implements QuarkusTestProfile {
    /** A property of the build. */
    public static final String PROPERTY = "test.tools";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(PROPERTY, "true");
    }
}
