package dev.qwen4j.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionToolTest {
    @Test
    void a_function_is_called_with_checked_arguments() throws InterruptedException {
        Tool twice = FunctionTool.builder("twice")
                .description("Doubles a number.")
                .parameters(Parameters.create().required("n", "integer", "the number"))
                .risk(Risk.READ)
                .calls(arguments -> ToolOutput.of("" + 2 * arguments.path("n").asInt()));
        ToolRegistry registry = new ToolRegistry(List.of(twice));

        assertThat(registry.call(registry.read("twice", "{\"n\": \"21\"}")).text())
                .isEqualTo("42");
        assertThat(registry.call(registry.read("twice", "{\"n\": \"many\"}")).text())
                .contains("'n'");
        assertThat(twice.spec().humanName()).isEqualTo("twice");
        assertThat(twice.spec().risk()).isEqualTo(Risk.READ);
    }

    @Test
    void nothing_said_of_the_risk_means_it_may_change_things() {
        assertThat(FunctionTool.builder("t")
                        .calls(a -> ToolOutput.of(""))
                        .spec()
                        .risk())
                .isEqualTo(Risk.WRITE);
    }

    @Test
    void json_is_read_by_the_model_and_attached_for_people() {
        ToolOutput output = ToolOutput.of(JsonNodeFactory.instance.objectNode().put("temperature", 21));

        assertThat(output.text()).isEqualTo("{\"temperature\":21}");
        assertThat(output.attachments())
                .containsExactly(new Attachment(
                        "result.json", "application/json", "{\"temperature\":21}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void an_attachment_is_named_without_folders() {
        assertThatThrownBy(() -> new Attachment("../secrets.txt", "text/plain", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../secrets.txt");
    }
}
