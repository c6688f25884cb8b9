package dev.qwen4j.model.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.hub.Hub;
import dev.qwen4j.model.hub.HubCache;
import dev.qwen4j.model.hub.HubSettings;
import dev.qwen4j.model.hub.ModelReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QwenChatModel} and {@link QwenStreamingChatModel} are built from, named as in LangChain4j's other models.
 * What is not set is the checkpoint's to say ({@code generation_config.json}).
 *
 * @param <B> the builder itself
 */
public abstract sealed class QwenChatBuilder<B extends QwenChatBuilder<B>>
        permits QwenChatModel.Builder, QwenStreamingChatModel.Builder {
    private final List<LanguageModel> models = new ArrayList<>();
    private final QwenChatRequestParameters.Builder parameters = QwenChatRequestParameters.builder();
    private @Nullable ChatRequestParameters defaultRequestParameters;
    private @Nullable Path modelPath;
    private @Nullable String modelName;
    private QwenOptions options = QwenOptions.DEFAULT;
    private @Nullable Function<ChatTemplate, FunctionFormat> functionFormat;
    private List<ChatModelListener> listeners = List.of();
    private @Nullable Duration timeout;
    private boolean logRequests;
    private boolean logResponses;
    private boolean returnThinking;
    private boolean sendThinking = true;

    QwenChatBuilder() {}

    abstract B self();

    /**
     * Answers with a model that was opened elsewhere, which stays the caller's to close. Of several, the first one is for
     * requests that name no model; the others are chosen by a request's {@code modelName}.
     */
    public B model(LanguageModel model) {
        models.add(model);
        return self();
    }

    /** Opens the checkpoint in this folder (Hugging Face layout). */
    public B modelPath(Path modelPath) {
        this.modelPath = modelPath;
        return self();
    }

    /**
     * Names the model: with no folder and none opened elsewhere, the one that {@code qwen4j pull} or Python has put into
     * the cache of a hub, for example {@code Qwen/Qwen2.5-0.5B-Instruct}; with a folder, what that one is called; of those
     * opened elsewhere, the one for requests that name none.
     */
    public B modelName(String modelName) {
        this.modelName = modelName;
        return self();
    }

    /** How to run a checkpoint that is opened here: its arithmetic, and so on. */
    public B options(QwenOptions options) {
        this.options = options;
        return self();
    }

    /**
     * How the model is told of tools and asks for them, if it was not trained on a format of its own, made from its
     * template: {@code ReActFormat::new} of the module qwen4j-agent suits any chat model.
     */
    public B functionFormat(Function<ChatTemplate, FunctionFormat> functionFormat) {
        this.functionFormat = functionFormat;
        return self();
    }

    /** Below 0.01 the most probable token is taken each time. */
    public B temperature(Double temperature) {
        parameters.temperature(temperature);
        return self();
    }

    /** Keeps the smallest set of tokens whose probabilities reach this sum. */
    public B topP(Double topP) {
        parameters.topP(topP);
        return self();
    }

    /** Keeps only so many tokens, the most probable ones. */
    public B topK(Integer topK) {
        parameters.topK(topK);
        return self();
    }

    /** Of the sampler: same seed, same request, same reply. */
    public B seed(Long seed) {
        parameters.seed(seed);
        return self();
    }

    /** Divides the logits of tokens that occurred; 1, which changes nothing, where there are tools or JSON is wanted. */
    public B repetitionPenalty(Double repetitionPenalty) {
        parameters.repetitionPenalty(repetitionPenalty);
        return self();
    }

    /**
     * Greatest length of a reply in tokens, thoughts included. By default what the checkpoint says (
     * {@code max_new_tokens}), and where it says nothing the rest of the context.
     */
    public B maxOutputTokens(Integer maxOutputTokens) {
        parameters.maxOutputTokens(maxOutputTokens);
        return self();
    }

    /** A reply ends before the first of these. */
    public B stopSequences(List<String> stopSequences) {
        parameters.stopSequences(stopSequences);
        return self();
    }

    /** A reply ends before the first of these. */
    public B stopSequences(String... stopSequences) {
        return stopSequences(List.of(stopSequences));
    }

    /** What an answer has to look like. */
    public B responseFormat(ResponseFormat responseFormat) {
        parameters.responseFormat(responseFormat);
        return self();
    }

    /** What the model may ask for. */
    public B toolSpecifications(List<ToolSpecification> toolSpecifications) {
        parameters.toolSpecifications(toolSpecifications);
        return self();
    }

    /** What the model may ask for. */
    public B toolSpecifications(ToolSpecification... toolSpecifications) {
        return toolSpecifications(List.of(toolSpecifications));
    }

    /** Whether the model has to ask for a tool. */
    public B toolChoice(ToolChoice toolChoice) {
        parameters.toolChoice(toolChoice);
        return self();
    }

    /** Whether one reply may ask for several tools; it may by default. */
    public B parallelToolCalls(Boolean parallelToolCalls) {
        parameters.parallelToolCalls(parallelToolCalls);
        return self();
    }

    /** Whether a model that can think before it replies does so; it does by default. */
    public B thinking(Boolean thinking) {
        parameters.thinking(thinking);
        return self();
    }

    /**
     * Upper bound on the tokens of a thought: when they are spent it is closed, and the answer follows. None by default.
     */
    public B thinkingBudget(Integer thinkingBudget) {
        parameters.thinkingBudget(thinkingBudget);
        return self();
    }

    /**
     * For requests that say nothing else; what is set on this builder counts more. May be
     * {@link QwenChatRequestParameters}.
     */
    public B defaultRequestParameters(ChatRequestParameters defaultRequestParameters) {
        this.defaultRequestParameters = defaultRequestParameters;
        return self();
    }

    /** Are told of requests, responses and errors. */
    public B listeners(List<ChatModelListener> listeners) {
        this.listeners = List.copyOf(listeners);
        return self();
    }

    /** Are told of requests, responses and errors. */
    public B listeners(ChatModelListener... listeners) {
        return listeners(List.of(listeners));
    }

    /** For a whole reply, the wait for other requests included; none by default. */
    public B timeout(Duration timeout) {
        this.timeout = timeout;
        return self();
    }

    /** Whether the messages and parameters of each request go to the log; they do not by default. */
    public B logRequests(Boolean logRequests) {
        this.logRequests = logRequests;
        return self();
    }

    /** Whether each response goes to the log; none does by default. */
    public B logResponses(Boolean logResponses) {
        this.logResponses = logResponses;
        return self();
    }

    /** Whether thoughts are part of a response; they are not by default. */
    public B returnThinking(boolean returnThinking) {
        this.returnThinking = returnThinking;
        return self();
    }

    /**
     * Whether thoughts in earlier messages go to the model, whose template decides which it is shown; they do by default.
     */
    public B sendThinking(boolean sendThinking) {
        this.sendThinking = sendThinking;
        return self();
    }

    QwenChat chat() {
        boolean owned = models.isEmpty();
        List<LanguageModel> all = owned ? List.of(open()) : models;
        Requests requests = new Requests(all, functionFormat, sendThinking, returnThinking);
        return new QwenChat(requests, owned, defaults(requests, owned), allListeners(), timeout);
    }

    private List<ChatModelListener> allListeners() {
        return logRequests || logResponses
                ? Stream.concat(Stream.of(new RequestLog(logRequests, logResponses)), listeners.stream())
                        .toList()
                : listeners;
    }

    private LanguageModel open() {
        if (modelPath != null) {
            return modelName == null
                    ? QwenModel.open(modelPath, options)
                    : QwenModel.open(modelName, modelPath, options);
        }
        return modelName == null
                ? QwenModel.openEmbedded(options)
                : QwenModel.open(modelName, cached(modelName), options);
    }

    private static Path cached(String name) {
        ModelReference reference = ModelReference.parse(name);
        Hub hub = reference.model().hub();
        HubSettings settings = HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home")));
        HubCache cache = new HubCache(hub, settings.of(hub).cache());
        return cache.find(reference)
                .orElseThrow(() -> new IllegalArgumentException("modelName must name a model in " + cache.root()
                        + " but '" + name + "' is not there: run 'qwen4j pull " + reference + "' or give a modelPath"));
    }

    private QwenChatRequestParameters defaults(Requests requests, boolean owned) {
        QwenChatRequestParameters.Builder defaults = QwenChatRequestParameters.builder();
        if (defaultRequestParameters != null) {
            defaults.overrideWith(defaultRequestParameters);
        }
        QwenChatRequestParameters set =
                defaults.overrideWith(parameters.build()).build();
        String wanted = !owned && modelName != null ? modelName : set.modelName();
        return defaults.modelName(requests.model(wanted).name()).build();
    }
}
