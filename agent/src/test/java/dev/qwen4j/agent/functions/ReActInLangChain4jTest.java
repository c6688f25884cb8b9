package dev.qwen4j.agent.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.langchain4j.QwenChatModel;
import dev.qwen4j.model.testing.ScriptedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReActInLangChain4jTest {
    private static final ToolSpecification CLOCK = ToolSpecification.builder()
            .name("clock")
            .description("Tells the time.")
            .build();

    private static ChatModel model(LanguageModel model) {
        return QwenChatModel.builder()
                .model(model)
                .functionFormat(ReActFormat::new)
                .build();
    }

    interface Assistant {
        String ask(String question);
    }

    static final class Shop {
        final List<String> calls = new ArrayList<>();

        @Tool("Tells how many pieces of an article are in stock.")
        int stock(@P("name of the article") String article, @P("number of the store") int store) {
            calls.add(article + " " + store);
            return 17;
        }
    }

    @Test
    void an_ai_service_calls_a_tool_object_and_answers() {
        ScriptedModel model = new ScriptedModel(
                "Thought: I should use the stock tool.\nAction: stock\n"
                        + "Action Input: {\"article\": \"chair\", \"store\": 3}\nObservation: 5",
                " I now know the final answer\nFinal Answer: There are 17 chairs.",
                "Thought: ok\nFinal Answer: You are welcome.");
        Shop shop = new Shop();
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model(model))
                .tools(shop)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(20))
                .build();

        String answer = assistant.ask("How many chairs are in store 3?");
        String thanks = assistant.ask("Thanks!");

        assertThat(shop.calls).containsExactly("chair 3");
        assertThat(answer).isEqualTo("There are 17 chairs.");
        assertThat(thanks).isEqualTo("You are welcome.");
        assertThat(model.prompts().getFirst().display())
                .contains("stock: Call this tool to interact with the stock API.")
                .contains("\"description\": \"name of the article\"")
                .contains("Question: How many chairs are in store 3?<|im_end|>");
        assertThat(model.prompts().get(1).display()).endsWith("""
                Thought: I should use the stock tool.
                Action: stock
                Action Input: {"article": "chair", "store": 3}
                Observation: 17
                Thought:""");
    }

    @Test
    void a_response_says_what_it_cost_and_why_it_ended() {
        ChatModel model = model(new ScriptedModel("Hello there"));

        ChatResponse response = model.chat(ChatRequest.builder()
                .messages(SystemMessage.from("Be brief."), UserMessage.from("Hi"))
                .maxOutputTokens(5)
                .build());

        assertThat(response.aiMessage().text()).isEqualTo("Hello");
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(5);
        assertThat(response.tokenUsage().inputTokenCount()).isPositive();
        assertThat(response.modelName()).isEqualTo("scripted");
    }

    @Test
    void a_call_without_text_has_the_reason_tool_execution() {
        ChatModel model = model(new ScriptedModel("Action: clock\nAction Input: {}"));

        ChatResponse response = model.chat(ChatRequest.builder()
                .messages(UserMessage.from("What time is it?"))
                .toolSpecifications(CLOCK)
                .build());

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().text()).isNull();
        assertThat(response.aiMessage().toolExecutionRequests().getFirst().arguments())
                .isEqualTo("{}");
    }

    @Test
    void stop_sequences_of_the_request_end_the_text() {
        ChatModel model = model(new ScriptedModel("one two three"));

        ChatResponse response = model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Count"))
                .stopSequences(List.of(" three"))
                .build());

        assertThat(response.aiMessage().text()).isEqualTo("one two");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void without_choice_of_tools_none_is_offered() {
        ScriptedModel scripted = new ScriptedModel("Noon.");

        model(scripted)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("What time is it?"))
                        .toolSpecifications(CLOCK)
                        .toolChoice(ToolChoice.NONE)
                        .build());

        assertThat(scripted.prompts().getFirst().display()).doesNotContain("clock");
    }

    @Test
    void what_the_model_cannot_do_is_refused() {
        ChatModel model = model(new ScriptedModel());

        assertThatThrownBy(() -> model.chat(UserMessage.from(ImageContent.from("aGk=", "image/png"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("image");
        assertThatThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hi"))
                        .presencePenalty(1.0)
                        .build()))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void an_impossible_conversation_is_an_invalid_request() {
        ChatModel model = model(new ScriptedModel());

        assertThatThrownBy(() -> model.chat(UserMessage.from("a"), UserMessage.from("b")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("second user message");
    }

    @Test
    void the_demo_model_makes_a_required_call_of_an_offered_tool_with_arguments_that_fit() {
        ToolSpecification stock = ToolSpecification.builder()
                .name("stock")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("article")
                        .addIntegerProperty("store")
                        .required("article", "store")
                        .build())
                .build();
        try (QwenChatModel demo =
                QwenChatModel.builder().functionFormat(ReActFormat::new).build()) {
            ChatResponse response = demo.chat(ChatRequest.builder()
                    .messages(UserMessage.from("The sky is blue."))
                    .toolSpecifications(CLOCK, stock)
                    .toolChoice(ToolChoice.REQUIRED)
                    .build());

            ToolExecutionRequest call =
                    response.aiMessage().toolExecutionRequests().getFirst();
            assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
            assertThat(call.name()).isIn("clock", "stock");
            if (call.name().equals("stock")) {
                assertThat(call.arguments()).matches("\\{\"article\": ?\".*\", ?\"store\": ?-?\\d+}");
            }
        }
    }

    @Test
    void the_demo_model_writes_json_that_fits_the_schema() {
        try (QwenChatModel demo = QwenChatModel.builder().maxOutputTokens(200).build()) {
            ChatResponse response = demo.chat(ChatRequest.builder()
                    .messages(UserMessage.from("What colour has the sky?"))
                    .responseFormat(ResponseFormat.builder()
                            .type(ResponseFormatType.JSON)
                            .jsonSchema(JsonSchema.builder()
                                    .name("Colour")
                                    .rootElement(JsonObjectSchema.builder()
                                            .addEnumProperty("colour", List.of("red", "green", "blue"))
                                            .addBooleanProperty("bright")
                                            .required("colour", "bright")
                                            .build())
                                    .build())
                            .build())
                    .build());

            assertThat(response.aiMessage().text())
                    .matches("\\{\"colour\": ?\"(red|green|blue)\", ?\"bright\": ?(true|false)}");
        }
    }
}
