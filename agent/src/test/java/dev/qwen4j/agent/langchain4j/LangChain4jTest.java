package dev.qwen4j.agent.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over a chat model of LangChain4j, under one, and with its memories. */
@Timeout(30)
class LangChain4jTest {
    private static final ToolRegistry TOOLS = new ToolRegistry(List.of(FunctionTool.builder("look")
            .parameters(Parameters.create().required("text", "string", "what"))
            .risk(Risk.READ)
            .calls(arguments -> ToolOutput.of("saw " + arguments.path("text").asText()))));

    private final List<AgentEvent> events = new ArrayList<>();

    /** Replays replies and keeps the requests. */
    private static final class Replies implements ChatModel {
        final List<ChatRequest> requests = new ArrayList<>();
        private final Queue<AiMessage> replies;

        Replies(AiMessage... replies) {
            this.replies = new ArrayDeque<>(List.of(replies));
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            requests.add(request);
            return ChatResponse.builder().aiMessage(replies.remove()).build();
        }
    }

    private static ToolExecutionRequest look(String text) {
        return ToolExecutionRequest.builder()
                .id("x" + text)
                .name("look")
                .arguments("{\"text\": \"" + text + "\"}")
                .build();
    }

    private static Agent over(ChatModel model) {
        return new Agent(new ChatLanguageModel("replies", model, 8192), TOOLS, AgentLimits.DEFAULT);
    }

    @Test
    void calls_of_a_chat_model_are_made_by_the_loop() {
        Replies model = new Replies(
                AiMessage.builder()
                        .text("Let me see.")
                        .thinking("Hm.")
                        .toolExecutionRequests(List.of(look("a"), look("b")))
                        .build(),
                AiMessage.from("A and b."));

        Outcome outcome = over(model).run(Transcript.empty().ask("What is there?"), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.answer()).isEqualTo("A and b.");
        assertThat(events.stream()
                        .filter(AgentEvent.Observation.class::isInstance)
                        .map(event -> ((AgentEvent.Observation) event).text()))
                .containsExactly("saw a", "saw b");
        assertThat(model.requests.getFirst().toolSpecifications())
                .extracting(ToolSpecification::name)
                .containsExactly("look");
        assertThat(model.requests
                        .getFirst()
                        .toolSpecifications()
                        .getFirst()
                        .parameters()
                        .required())
                .containsExactly("text");
        List<ChatMessage> shown = model.requests.getLast().messages();
        assertThat(shown).hasSize(4);
        assertThat(((AiMessage) shown.get(1)).toolExecutionRequests())
                .extracting(ToolExecutionRequest::arguments)
                .containsExactly("{\"text\":\"a\"}", "{\"text\":\"b\"}");
        assertThat(((ToolExecutionResultMessage) shown.get(2)).id())
                .isEqualTo(((AiMessage) shown.get(1))
                        .toolExecutionRequests()
                        .getFirst()
                        .id());
        assertThat(((ToolExecutionResultMessage) shown.get(3)).text()).isEqualTo("saw b");
    }

    @Test
    void chat_model_that_fails_ends_the_run_with_its_reason() {
        ChatModel broken = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                throw new LangChain4jException("no quota left");
            }
        };

        Outcome outcome = over(broken).run(Transcript.empty().ask("?"), events::add);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(Outcome.Cause.MODEL));
        assertThat(outcome.answer()).contains("no quota left");
    }

    @Test
    void chat_model_that_takes_too_long_does_not_hold_up_the_run() {
        ChatModel slow = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                try {
                    Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new LangChain4jException("interrupted");
                }
                throw new LangChain4jException("too late");
            }
        };
        Agent agent = new Agent(
                new ChatLanguageModel("slow", slow, 8192), TOOLS, new AgentLimits(3, 100, Duration.ofMillis(100)));

        assertThat(agent.run(Transcript.empty().ask("?"), events::add)).isInstanceOf(Outcome.OutOfBudget.class);
    }

    interface Assistant {
        String chat(String message);
    }

    @Test
    void agent_takes_part_in_ai_services_with_a_memory() {
        ScriptedModel model = new ScriptedModel(
                "Thought: I look.\nAction: look\nAction Input: {\"text\": \"a\"}",
                " I know.\nFinal Answer: It is a.",
                "Thought: I know.\nFinal Answer: Still a.");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(new AgentChatModel(new Agent(model, TOOLS, AgentLimits.DEFAULT), events::add))
                .chatMemory(MessageWindowChatMemory.withMaxMessages(10))
                .build();

        assertThat(assistant.chat("What is there?")).isEqualTo("It is a.");
        assertThat(assistant.chat("And now?")).isEqualTo("Still a.");
        assertThat(model.prompts().getLast().display())
                .contains("Question: What is there?", "Final Answer: It is a.", "And now?");
    }

    private static ChatRequest.Builder asking(String tool, ChatMessage... messages) {
        return ChatRequest.builder()
                .messages(messages)
                .toolSpecifications(ToolSpecification.builder()
                        .name(tool)
                        .parameters(JsonObjectSchema.builder()
                                .addStringProperty("to")
                                .build())
                        .build());
    }

    @Test
    void tools_of_a_request_are_the_callers_to_call_beside_the_agents_own() {
        ScriptedModel model = new ScriptedModel(
                "Thought: I look.\nAction: look\nAction Input: {\"text\": \"a\"}",
                " I tell.\nAction: send\nAction Input: {to: \"Ann\"}",
                " I know.\nFinal Answer: Told.");
        AgentChatModel chat = new AgentChatModel(new Agent(model, TOOLS, AgentLimits.DEFAULT), events::add);
        UserMessage question = UserMessage.from("Tell Ann what is there.");

        ChatResponse calls = chat.chat(asking("send", question).build());
        ToolExecutionRequest send = calls.aiMessage().toolExecutionRequests().getFirst();
        ChatResponse told =
                chat.chat(asking("send", question, calls.aiMessage(), ToolExecutionResultMessage.from(send, "sent"))
                        .build());

        assertThat(calls.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(calls.aiMessage().toolExecutionRequests()).hasSize(1);
        assertThat(send.name()).isEqualTo("send");
        assertThat(send.arguments()).isEqualTo("{\"to\":\"Ann\"}");
        assertThat(told.aiMessage().text()).isEqualTo("Told.");
        assertThat(model.prompts().get(1).display()).contains("Observation: saw a");
        assertThat(model.prompts().get(2).display()).contains("Action: send", "Observation: sent");
    }

    @Test
    void an_answer_is_told_as_it_comes_and_so_is_a_failure() throws Exception {
        ScriptedModel model = new ScriptedModel("Thought: I know.\nFinal Answer: It is a.");
        AgentStreamingChatModel chat = new AgentStreamingChatModel(new Agent(model, TOOLS, AgentLimits.DEFAULT));
        StringBuilder pieces = new StringBuilder();
        List<String> ends = new ArrayList<>();

        for (int i = 0; i < 2; i++) {
            CountDownLatch over = new CountDownLatch(1);
            chat.chat("?", new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(String piece) {
                    pieces.append(piece);
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {
                    ends.add(response.aiMessage().text());
                    over.countDown();
                }

                @Override
                public void onError(Throwable error) {
                    ends.add(error.getClass().getSimpleName());
                    over.countDown();
                }
            });
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(pieces.toString()).isEqualTo("It is a.");
        assertThat(ends).containsExactly("It is a.", "LangChain4jException");
    }

    @Test
    void requests_for_what_an_agent_cannot_do_and_without_a_question_are_refused() {
        AgentChatModel model = new AgentChatModel(new Agent(new ScriptedModel(), TOOLS, AgentLimits.DEFAULT));
        ChatRequest demand = asking("x", UserMessage.from("?"))
                .toolChoice(ToolChoice.REQUIRED)
                .build();
        ChatRequest twice = asking("look", UserMessage.from("?")).build();

        assertThatThrownBy(() -> model.chat(demand)).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> model.chat(twice)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.chat(AiMessage.from("!"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.chat("?")).isInstanceOf(LangChain4jException.class);
    }

    @Test
    void memory_in_a_store_is_the_memory_of_the_loop() {
        InMemoryChatMemoryStore store = new InMemoryChatMemoryStore();
        ScriptedModel first = new ScriptedModel(
                "Thought: I look.\nAction: look\nAction Input: {\"text\": \"a\"}", " I know.\nFinal Answer: It is a.");
        ScriptedModel second = new ScriptedModel("Thought: I know.\nFinal Answer: Still a.");

        MemoryTranscript.run(
                new Agent(first, TOOLS, AgentLimits.DEFAULT), memory(store), "What is there?", events::add);
        Outcome outcome = MemoryTranscript.run(
                new Agent(second, TOOLS, AgentLimits.DEFAULT), memory(store), "Sure?", events::add);

        assertThat(outcome.answer()).isEqualTo("Still a.");
        assertThat(second.prompts().getFirst().display())
                .contains("Be brief.", "Action: look\nAction Input: {\"text\": \"a\"}\nObservation: saw a");
        assertThat(store.getMessages("me")).hasSize(7);
        assertThat(store.getMessages("me").get(2))
                .isInstanceOfSatisfying(
                        AiMessage.class,
                        call -> assertThat(
                                        call.toolExecutionRequests().getFirst().name())
                                .isEqualTo("look"));
    }

    private static ChatMemory memory(InMemoryChatMemoryStore store) {
        ChatMemory memory = MessageWindowChatMemory.builder()
                .id("me")
                .maxMessages(50)
                .chatMemoryStore(store)
                .build();
        if (memory.messages().isEmpty()) {
            memory.add(SystemMessage.from("Be brief."));
        }
        return memory;
    }
}
