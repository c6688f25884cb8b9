package dev.qwen4j.service.clients;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.common.ChatResponseAndStreamingMetadata;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.service.TestModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.mockito.InOrder;

/**
 * LangChain4j's suite for streaming chat models over HTTP, by its client for OpenAI's API: all of it but the cases for
 * models that read images. The service runs the model that is asked for, one at a time.
 */
@QuarkusTest
@Timeout(120)
class OpenAiStreamingChatModelOverHttpTest extends AbstractStreamingChatModelIT {
    private static final String MODEL = "test/model";

    @Inject
    TestModel served;

    @TestHTTPResource("/v1")
    String base;

    @BeforeEach
    void reply_by_script() {
        served.behaveAsQwen3(SuiteReplies::complete);
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(createModelWith(OpenAiChatRequestParameters.EMPTY));
    }

    private OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder builder() {
        return OpenAiStreamingChatModel.builder().baseUrl(base).apiKey("none").modelName(MODEL);
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return builder().listeners(List.of(listener)).build();
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return builder()
                .modelName(parameters.modelName() == null ? MODEL : parameters.modelName())
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatResponseAndStreamingMetadata chat(StreamingChatModel model, ChatRequest request) {
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
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(StreamingChatModel model) {
        return OpenAiChatResponseMetadata.class;
    }

    @Override
    protected Class<? extends TokenUsage> tokenUsageType(StreamingChatModel model) {
        return OpenAiTokenUsage.class;
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id) {
        verifyCall(handler, io, 0, id, "getWeather", "{\"city\": \"Munich\"}");
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id1, String id2) {
        verifyCall(handler, io, 0, id1, "getWeather", "{\"city\": \"Munich\"}");
        verifyCall(handler, io, 1, id2, "getTime", "{\"country\": \"France\"}");
    }

    private static void verifyCall(
            StreamingChatResponseHandler handler, InOrder io, int index, String id, String name, String arguments) {
        io.verify(handler, atLeast(1))
                .onPartialToolCall(
                        argThat(part -> part.index() == index
                                && part.id().equals(id)
                                && part.name().equals(name)),
                        any());
        io.verify(handler).onCompleteToolCall(complete(index, id, name, arguments));
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
