package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's suites for listeners. The failing models are asked for no token at all. */
@Timeout(60)
class ChatModelListenersOverScriptedTokensTest {
    private static QwenModel scripted;

    @BeforeAll
    static void open(@TempDir Path folder) {
        scripted = ScriptedQwen.open(folder.resolve("scripted"), SuiteScript::reply);
    }

    @AfterAll
    static void close() {
        scripted.close();
    }

    @Nested
    class Plain extends AbstractChatModelListenerIT {
        @Override
        protected ChatModel createModel(ChatModelListener listener) {
            return builder(listener).build();
        }

        private QwenChatModel.Builder builder(ChatModelListener listener) {
            return QwenChatModel.builder()
                    .model(scripted)
                    .temperature(temperature())
                    .topP(topP())
                    .maxOutputTokens(maxTokens())
                    .listeners(listener);
        }

        @Override
        protected String modelName() {
            return "scripted";
        }

        @Override
        protected ChatModel createFailingModel(ChatModelListener listener) {
            return builder(listener).maxOutputTokens(0).build();
        }

        @Override
        protected Class<? extends Exception> expectedExceptionClass() {
            return InvalidRequestException.class;
        }
    }

    @Nested
    class Streaming extends AbstractStreamingChatModelListenerIT {
        @Override
        protected StreamingChatModel createModel(ChatModelListener listener) {
            return builder(listener).build();
        }

        private QwenStreamingChatModel.Builder builder(ChatModelListener listener) {
            return QwenStreamingChatModel.builder()
                    .model(scripted)
                    .temperature(temperature())
                    .topP(topP())
                    .maxOutputTokens(maxTokens())
                    .listeners(listener);
        }

        @Override
        protected String modelName() {
            return "scripted";
        }

        @Override
        protected StreamingChatModel createFailingModel(ChatModelListener listener) {
            return builder(listener).maxOutputTokens(0).build();
        }

        @Override
        protected Class<? extends Exception> expectedExceptionClass() {
            return InvalidRequestException.class;
        }
    }
}
