package dev.qwen4j.tools.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.output.structured.Description;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LangChain4jToolsTest {
    enum Size {
        SMALL,
        LARGE
    }

    record Topping(String name, int grams) {}

    static class Kitchen {
        @Tool("Orders a pizza.")
        String order(
                @P("kind of pizza") String kind,
                @P("how large") Size size,
                @P("what is on it") List<Topping> toppings,
                @P(value = "how many", required = false) Integer count) {
            return count + " " + size + " " + kind + " " + toppings;
        }

        @Tool(name = "oven_off", value = "Turns the oven off.")
        void ovenOff() {}

        @Tool("Divides.")
        double divide(@P("a") double a, @P("b") int b) {
            if (b == 0) {
                throw new ArithmeticException("b is zero");
            }
            return a / b;
        }
    }

    private final ToolRegistry registry = new ToolRegistry(LangChain4jTools.of(new Kitchen()));

    @Test
    void methods_become_tools_in_the_order_of_their_names() {
        assertThat(registry.specs()).extracting(ToolSpec::name).containsExactly("divide", "order", "oven_off");
        assertThat(registry.specs()).extracting(ToolSpec::risk).containsOnly(Risk.WRITE);
        assertThat(registry.specs().get(2).description()).isEqualTo("Turns the oven off.");
        assertThat(registry.specs().get(0).parameters())
                .hasToString("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"number\",\"description\":\"a\"},"
                        + "\"b\":{\"type\":\"integer\",\"description\":\"b\"}},\"required\":[\"a\",\"b\"]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                order | {"kind": "Napoli", "size": "small", "toppings": [{"name": "olives", "grams": "20"}]} | \
                null SMALL Napoli [Topping[name=olives, grams=20]]
                order | {'kind': 'Napoli', 'size': 'LARGE', 'toppings': [], 'count': 2} | 2 LARGE Napoli []
                divide | {"a": "5", "b": 2.0} | 2.5
                oven_off | {} | Success
                divide | {"a": 1, "b": 0} | Error: divide failed: b is zero
                divide | {"a": 1, "b": 99999999999} | Error: divide failed:
                order | {"kind": "Napoli", "size": "huge", "toppings": []} | \
                Error: argument 'size' must be one of ["SMALL","LARGE"] but is "huge"
                order | {"kind": "Napoli", "size": "SMALL", "toppings": [{"name": "olives"}]} | \
                Error: missing argument 'toppings[0].grams'
                """)
    void calls_go_through_our_reading_and_checking(String tool, String input, String expected)
            throws InterruptedException {
        assertThat(registry.call(registry.read(tool, input)).text()).startsWith(expected);
    }

    @Test
    void a_method_that_is_interrupted_cancels_the_run() {
        Object waiting = new Object() {
            @Tool("Waits.")
            String pause() throws InterruptedException {
                throw new InterruptedException("cancelled");
            }
        };
        ToolRegistry tools = new ToolRegistry(LangChain4jTools.of(Risk.READ, waiting));

        assertThatThrownBy(() -> tools.call(tools.read("pause", "{}"))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void an_image_is_for_people_and_the_model_is_told_of_it() throws InterruptedException {
        Object camera = new Object() {
            @Tool("Takes a picture.")
            ImageContent photo() {
                return ImageContent.from(Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}), "image/jpeg");
            }
        };
        ToolRegistry tools = new ToolRegistry(LangChain4jTools.of(camera));

        assertThat(tools.call(tools.read("photo", "{}")))
                .isEqualTo(new ToolResult.Ok(ToolOutput.of("The result is an image, shown to the user.")
                        .with(new Attachment("image-1.jpeg", "image/jpeg", new byte[] {1, 2, 3}))));
    }

    @Test
    void what_returns_immediately_is_the_answer() throws InterruptedException {
        Object desk = new Object() {
            @Tool(value = "Quotes a price.", returnBehavior = ReturnBehavior.IMMEDIATE)
            String quote() {
                return "12 euros";
            }
        };
        ToolRegistry tools = new ToolRegistry(LangChain4jTools.of(desk));

        assertThat(tools.call(tools.read("quote", "{}")))
                .isEqualTo(new ToolResult.Ok(ToolOutput.of("12 euros").asAnswer()));
    }

    record Street(@Description("with its number") String name) {}

    record Address(Street street, String city) {}

    @Test
    void descriptions_reach_into_nested_objects() throws InterruptedException {
        Object courier = new Object() {
            @Tool("Delivers.")
            String deliver(@P("where to") Address address) {
                return address.toString();
            }
        };
        ToolRegistry tools = new ToolRegistry(LangChain4jTools.of(courier));

        assertThat(tools.specs().getFirst().parameters().at("/properties/address/properties/street/properties/name"))
                .hasToString("{\"type\":\"string\",\"description\":\"with its number\"}");
        assertThat(tools.call(tools.read(
                                "deliver", "{\"address\": {\"street\": {\"name\": \"A 1\"}, \"city\": \"B\"}}"))
                        .text())
                .isEqualTo("Address[street=Street[name=A 1], city=B]");
    }

    @Test
    void a_provider_gives_the_tools_of_the_question() throws InterruptedException {
        ToolProvider provider = request -> ToolProviderResult.builder()
                .add(
                        ToolSpecification.builder()
                                .name("echo")
                                .description(request.userMessage().singleText())
                                .build(),
                        (call, memory) -> "called " + call.name())
                .build();
        ToolRegistry tools = new ToolRegistry(LangChain4jTools.of(provider, "a question", Risk.READ));

        assertThat(tools.specs())
                .extracting(ToolSpec::description, ToolSpec::risk)
                .containsExactly(tuple("a question", Risk.READ));
        assertThat(tools.call(tools.read("echo", "{}")).text()).isEqualTo("called echo");
    }

    @Test
    void an_object_without_tools_is_the_callers_mistake() {
        assertThatThrownBy(() -> LangChain4jTools.of("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
    }
}
