package dev.qwen4j.service.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.qwen4j.service.OfferedTools;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.ToolFixtures;
import dev.qwen4j.service.Toolbox;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Tools that are beans. */
@QuarkusTest
@TestProfile(ToolFixtures.class)
public class ToolBeansTest {
    /** Methods of a bean with a proxy. */
    @IfBuildProperty(name = ToolFixtures.PROPERTY, stringValue = "true")
    @ApplicationScoped
    public static class Kitchen {
        @dev.langchain4j.agent.tool.Tool("Cooks.")
        public String cook(@P("what") String dish) {
            return "cooked " + dish;
        }
    }

    /** A tool that a method makes. */
    @IfBuildProperty(name = ToolFixtures.PROPERTY, stringValue = "true")
    @ApplicationScoped
    public static class Bakery {
        @Produces
        Tool bread() {
            return FunctionTool.builder("bake").risk(Risk.READ).calls(arguments -> ToolOutput.of("bread"));
        }
    }

    @Inject
    OfferedTools offered;

    @Test
    void beans_are_offered_to_every_session_after_our_own_tools() throws InterruptedException {
        SessionSettings settings = offered.settings();

        assertThat(settings.toolNames()).startsWith("calculator").contains("bake", "cook", "test_simple_text");
        try (Toolbox toolbox = Toolbox.open(settings)) {
            ToolRegistry tools = toolbox.tools();
            assertThat(tools.call(tools.read("cook", "{\"dish\": \"soup\"}")).text())
                    .isEqualTo("cooked soup");
            assertThat(tools.call(tools.read("bake", "{}")).text()).isEqualTo("bread");
        }
    }
}
