package dev.qwen4j.model.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.common.AbstractAiServiceIT;
import dev.langchain4j.service.common.AbstractAiServiceWithJsonSchemaIT;
import dev.langchain4j.service.common.AbstractAiServiceWithToolsIT;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * LangChain4j's suites for chat models in its {@code AiServices}, all of them but the cases for models that read images.
 */
@Timeout(60)
class AiServiceOverScriptedTokensTest {
    private static QwenModel scripted;

    @BeforeAll
    static void open(@TempDir Path folder) {
        scripted = ScriptedQwen.open(folder, SuiteScript::reply);
    }

    @AfterAll
    static void close() {
        scripted.close();
    }

    private static List<ChatModel> chatModels() {
        return List.of(QwenChatModel.of(scripted));
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
            return List.of(QwenStreamingChatModel.of(scripted));
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
