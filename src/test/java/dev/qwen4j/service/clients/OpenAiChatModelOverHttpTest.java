package dev.qwen4j.service.clients;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.common.ChatResponseAndStreamingMetadata;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * LangChain4j's suite for chat models over HTTP, by its client for OpenAI's API: all of it but the cases for models
 * that read images. The service runs the model that is asked for, one at a time.
 */
@QuarkusTest
@Timeout(120)
class OpenAiChatModelOverHttpTest extends AbstractChatModelIT {
    static final String MODEL = "test/model";

    @Inject
    TestModel served;

    @TestHTTPResource("/v1")
    String base;

    @BeforeEach
    void reply_by_script() {
        served.behaveAsQwen3(SuiteReplies::complete);
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(createModelWith(OpenAiChatRequestParameters.EMPTY));
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return OpenAiChatModel.builder()
                .baseUrl(base)
                .apiKey("none")
                .modelName(parameters.modelName() == null ? MODEL : parameters.modelName())
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatResponseAndStreamingMetadata chat(ChatModel model, ChatRequest request) {
        String asked = request.modelName();
        served.rename(asked == null ? model.defaultRequestParameters().modelName() : asked);
        try {
            return super.chat(model, request);
        } finally {
            served.rename(MODEL);
        }
    }

    @Override
    protected String customModelName() {
        return "other/model";
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return OpenAiChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(ChatModel model) {
        return OpenAiChatResponseMetadata.class;
    }

    @Override
    protected Class<? extends TokenUsage> tokenUsageType(ChatModel model) {
        return OpenAiTokenUsage.class;
    }

    /** It is the service that refuses images, so the client has no exception of its own for that. */
    @Override
    protected boolean assertExceptionType() {
        return false;
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
