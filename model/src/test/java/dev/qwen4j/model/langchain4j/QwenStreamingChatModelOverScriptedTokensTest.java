package dev.qwen4j.model.langchain4j;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.InOrder;

/**
 * LangChain4j's suite for streaming chat models, all of it but the cases for models that read images. Its case of a cancel
 * takes the 30 seconds in which it waits for what must not come.
 */
@Timeout(90)
class QwenStreamingChatModelOverScriptedTokensTest extends AbstractStreamingChatModelIT {
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

    private static QwenStreamingChatModel.Builder builder() {
        return QwenStreamingChatModel.builder().model(scripted).model(other);
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(builder().build());
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return builder().defaultRequestParameters(parameters).build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return builder().listeners(listener).build();
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

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
