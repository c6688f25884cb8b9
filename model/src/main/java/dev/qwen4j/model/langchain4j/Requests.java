package dev.qwen4j.model.langchain4j;

import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionChoice;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.FunctionSpec;
import dev.qwen4j.model.chat.JsonAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link Turn}s of LangChain4j's requests.
 *
 * @param models that a request can name; the first one is for requests that name none
 * @param format for models without one of their own; null for each model's own
 */
record Requests(
        List<LanguageModel> models,
        @Nullable Function<ChatTemplate, FunctionFormat> format,
        boolean sendThinking,
        boolean returnThinking) {
    /** As in Qwen's own server. */
    private static final double GREEDY_BELOW = 0.01;

    Requests {
        models = List.copyOf(models);
    }

    /**
     * @throws UnsupportedFeatureException if the request wants something that no model here can do
     * @throws ModelNotFoundException if it names another model
     * @throws IllegalArgumentException if it makes no sense
     */
    Turn read(ChatRequest request) {
        if (request.frequencyPenalty() != null || request.presencePenalty() != null) {
            throw new UnsupportedFeatureException(
                    "frequencyPenalty and presencePenalty are not supported: use repetitionPenalty of"
                            + " QwenChatRequestParameters");
        }
        LanguageModel model = model(request.modelName());
        QwenChatRequestParameters parameters = QwenChatRequestParameters.EMPTY.overrideWith(request.parameters());
        Conversation conversation = conversation(request, parameters);
        FunctionFormat functionFormat = format == null ? model.functionFormat() : format.apply(model.chatTemplate());
        GenerationConfig config = config(model.defaults(), parameters, conversation)
                .withGrammar(functionFormat
                        .grammar(
                                conversation,
                                ResponseFormats.read(parameters.responseFormat())
                                        .map(JsonAnswer::grammar))
                        .orElse(null));
        return new Turn(
                model,
                functionFormat,
                conversation,
                config.withStopWords(stopWords(functionFormat.stopWords(conversation), parameters.stopSequences())),
                returnThinking);
    }

    LanguageModel model(@Nullable String name) {
        return models.stream()
                .filter(model -> name == null || model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelNotFoundException("there is no model '" + name + "' here, only "
                        + models.stream().map(LanguageModel::name).toList()));
    }

    private Conversation conversation(ChatRequest request, QwenChatRequestParameters parameters) {
        List<FunctionSpec> functions = request.toolSpecifications() == null
                ? List.of()
                : request.toolSpecifications().stream().map(Functions::read).toList();
        List<Message> messages = new Messages(sendThinking).read(request.messages());
        Optional<JsonAnswer> json = ResponseFormats.read(request.responseFormat());
        if (json.isPresent()) {
            messages = json.get().instruct(messages, !functions.isEmpty());
        }
        FunctionChoice choice =
                choice(request.toolChoice()).withParallel(!Boolean.FALSE.equals(parameters.parallelToolCalls()));
        return Conversation.of(messages)
                .withFunctions(functions, choice)
                .withThinking(!Boolean.FALSE.equals(parameters.thinking()));
    }

    private static FunctionChoice choice(@Nullable ToolChoice choice) {
        return switch (choice) {
            case AUTO -> FunctionChoice.AUTO;
            case REQUIRED -> FunctionChoice.REQUIRED;
            case NONE -> FunctionChoice.NONE;
            case null -> FunctionChoice.AUTO;
        };
    }

    private static GenerationConfig config(
            GenerationConfig defaults, QwenChatRequestParameters parameters, Conversation conversation) {
        GenerationConfig config = defaults;
        boolean copies = !conversation.offered().isEmpty()
                || ResponseFormats.read(parameters.responseFormat()).isPresent();
        if (parameters.repetitionPenalty() != null) {
            config = config.withRepetitionPenalty(parameters.repetitionPenalty());
        } else if (copies) {
            config = config.withRepetitionPenalty(1); // it punishes what calls and JSON are made of: repeated names
        }
        if (parameters.thinkingBudget() != null) {
            config = config.withThinkingBudget(parameters.thinkingBudget());
        }
        if (parameters.seed() != null) {
            config = config.withSeed(parameters.seed());
        }
        return common(config, parameters);
    }

    private static GenerationConfig common(GenerationConfig defaults, ChatRequestParameters parameters) {
        GenerationConfig config = defaults;
        if (parameters.temperature() != null) {
            config = parameters.temperature() < GREEDY_BELOW
                    ? config.withDoSample(false)
                    : config.withDoSample(true).withTemperature(parameters.temperature());
        }
        if (parameters.topP() != null) {
            config = config.withTopP(parameters.topP());
        }
        if (parameters.topK() != null) {
            config = config.withTopK(parameters.topK());
        }
        if (parameters.maxOutputTokens() != null) {
            config = config.withMaxNewTokens(parameters.maxOutputTokens());
        }
        return config;
    }

    private static List<String> stopWords(List<String> ofFormat, @Nullable List<String> ofRequest) {
        List<String> all = new ArrayList<>(ofFormat);
        if (ofRequest != null) {
            all.addAll(ofRequest);
        }
        return all;
    }
}
