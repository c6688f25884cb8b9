package dev.qwen4j.agent.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.agent.functions.ReActFormat;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionChoice;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A language model as a LangChain4j chat model that can ask for tools, for {@code AiServices} and the like. Thread-safe;
 * does not own the model, which the caller closes.
 *
 * <p>A request is answered on the calling thread; interrupting it ends generation. Unsupported, with an
 * {@link UnsupportedFeatureException}: content other than text, JSON as response format, a required tool choice, and
 * frequency and presence penalties.
 */
public final class ReActChatModel implements ChatModel {
    /** As in Qwen's own server. */
    private static final double GREEDY_BELOW = 0.01;

    private final LanguageModel model;
    private final GenerationConfig defaults;

    /** Samples as the model's defaults say, but without a penalty on repetition, which tool use does not bear. */
    public ReActChatModel(LanguageModel model) {
        this(model, model.defaults().withRepetitionPenalty(1));
    }

    /** @param defaults what requests that say nothing else are sampled by */
    public ReActChatModel(LanguageModel model, GenerationConfig defaults) {
        this.model = model;
        this.defaults = defaults;
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return DefaultChatRequestParameters.builder().modelName(model.name()).build();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        requireSupported(request);
        try {
            FunctionFormat format = new ReActFormat(ReActProfile.DEFAULT, model.chatTemplate());
            Conversation conversation = Conversation.of(Messages.read(request.messages()))
                    .withFunctions(offered(request), FunctionChoice.AUTO);
            ReplyReader reader = format.reader(conversation, ReplyReader.Listener.NONE);
            Completion completion = model.complete(
                    format.render(conversation), sampling(request, format.stopWords(conversation)), reader::read);
            return response(reader.finish(completion.finishReason()), completion);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InternalServerException("the request was cancelled", e);
        } catch (IllegalArgumentException | PromptTooLongException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    private static void requireSupported(ChatRequest request) {
        if (request.responseFormat() != null && request.responseFormat().type() == ResponseFormatType.JSON) {
            throw new UnsupportedFeatureException("JSON as response format is not supported: ask for it in the prompt");
        }
        if (request.toolChoice() == ToolChoice.REQUIRED) {
            throw new UnsupportedFeatureException("the tool choice REQUIRED is not supported: use AUTO or NONE");
        }
        if (request.frequencyPenalty() != null || request.presencePenalty() != null) {
            throw new UnsupportedFeatureException("frequency and presence penalties are not supported");
        }
    }

    private static List<FunctionSpec> offered(ChatRequest request) {
        if (request.toolSpecifications() == null || request.toolChoice() == ToolChoice.NONE) {
            return List.of();
        }
        return request.toolSpecifications().stream().map(Functions::read).toList();
    }

    private GenerationConfig sampling(ChatRequest request, List<String> stopWords) {
        List<String> stops = new ArrayList<>(stopWords);
        GenerationConfig config = defaults;
        if (request.temperature() != null) {
            config = request.temperature() < GREEDY_BELOW
                    ? config.withDoSample(false)
                    : config.withDoSample(true).withTemperature(request.temperature());
        }
        if (request.topP() != null) {
            config = config.withTopP(request.topP());
        }
        if (request.topK() != null) {
            config = config.withTopK(request.topK());
        }
        if (request.maxOutputTokens() != null) {
            config = config.withMaxNewTokens(request.maxOutputTokens());
        }
        if (request.stopSequences() != null) {
            stops.addAll(request.stopSequences());
        }
        return config.withStopWords(stops);
    }

    private ChatResponse response(Reply reply, Completion completion) {
        AiMessage.Builder message = AiMessage.builder()
                .toolExecutionRequests(
                        reply.calls().stream().map(Functions::request).toList());
        if (!reply.content().isEmpty() || reply.calls().isEmpty()) {
            message.text(reply.content());
        }
        return ChatResponse.builder()
                .aiMessage(message.build())
                .id(UUID.randomUUID().toString())
                .modelName(model.name())
                .tokenUsage(new TokenUsage(
                        completion.usage().promptTokens(), completion.usage().completionTokens()))
                .finishReason(finishReason(reply, completion.finishReason()))
                .build();
    }

    private static dev.langchain4j.model.output.FinishReason finishReason(Reply reply, FinishReason reason) {
        if (!reply.calls().isEmpty()) {
            return dev.langchain4j.model.output.FinishReason.TOOL_EXECUTION;
        }
        return reason == FinishReason.LENGTH
                ? dev.langchain4j.model.output.FinishReason.LENGTH
                : dev.langchain4j.model.output.FinishReason.STOP;
    }
}
