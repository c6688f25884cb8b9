package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's suite for chat models, all of it but the cases for models that read images. */
@Timeout(60)
class QwenChatModelOverScriptedTokensTest extends AbstractChatModelIT {
    private static QwenModel scripted;
    private static QwenModel other;

    @BeforeAll
    static void open(@TempDir Path folder) {
        scripted = ScriptedQwen.open(folder.resolve("scripted"), SuiteScript::reply);
        other = ScriptedQwen.open(folder.resolve("other"), SuiteScript::reply);
    }

    @AfterAll
    static void close() {
        scripted.close();
        other.close();
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(createModelWith(QwenChatRequestParameters.EMPTY));
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return QwenChatModel.builder()
                .model(scripted)
                .model(other)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected String customModelName() {
        return "other";
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return QwenChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
