package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.common.AbstractAiServiceIT;
import dev.langchain4j.service.common.AbstractAiServiceWithJsonSchemaIT;
import dev.langchain4j.service.common.AbstractAiServiceWithToolsIT;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.langchain4j.ScriptedQwen;
import dev.qwen4j.model.langchain4j.SuiteScript;
import dev.qwen4j.tools.ToolRegistry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * LangChain4j's suites for chat models in its {@code AiServices}, on the loop as a chat model, whose model's tokens are
 * scripted. All of them but the cases for models that read images.
 */
@Timeout(60)
class AiServiceWithAgentOverScriptedTokensTest {
    private static QwenModel scripted;
    private static Agent agent;

    @BeforeAll
    static void open(@TempDir Path folder) {
        scripted = ScriptedQwen.open(folder, SuiteScript::reply);
        agent = new Agent(scripted, new ToolRegistry(List.of()), AgentLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        scripted.close();
    }

    private static List<ChatModel> chatModels() {
        return List.of(new AgentChatModel(agent));
    }

    @Nested
    class Plain extends AbstractAiServiceIT {
        @Override
        protected List<ChatModel> models() {
            return chatModels();
        }
    }

    @Nested
    class Streaming extends AbstractStreamingAiServiceIT {
        @Override
        protected List<StreamingChatModel> models() {
            return List.of(new AgentStreamingChatModel(agent));
        }
    }

    @Nested
    class WithTools extends AbstractAiServiceWithToolsIT {
        @Override
        protected List<ChatModel> models() {
            return chatModels();
        }

        @Override
        protected boolean supportsRecursion() {
            return true;
        }

        @Override
        protected boolean verifyModelInteractions() {
            return true;
        }

        /** Any picture does, as it must be refused; the suite's own is on a server. */
        @Override
        protected Image catImage() {
            return Image.builder().base64Data("aGk=").mimeType("image/png").build();
        }
    }

    @Nested
    class WithJsonSchema extends AbstractAiServiceWithJsonSchemaIT {
        @Override
        protected List<ChatModel> models() {
            return chatModels();
        }

        @Override
        protected boolean supportsRecursion() {
            return true;
        }
    }
}
