package dev.qwen4j.service.openai;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.JsonAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a chat request asks of the model, checked.
 *
 * @param choices how many replies
 * @param topLogprobs how many alternatives to name for each token; null to tell nothing of tokens
 * @param oldFunctions whether calls are told as {@code function_call}
 */
record ChatCall(
        ModelCall model,
        int choices,
        @Nullable Integer topLogprobs,
        boolean oldFunctions,
        boolean stream,
        boolean includeUsage) {
    private static final int MAX_CHOICES = 16;
    static final int MAX_TOP_LOGPROBS = 20;

    /**
     * Reads a request for {@code model}.
     *
     * @throws InvalidRequestException if it is wrong, or asks for something that is not supported
     * @throws PromptTooLongException if the messages do not fit into the model's context
     */
    static ChatCall of(ChatRequest request, LanguageModel model) {
        refuseUnsupported(request);
        InvalidRequestException.requireModel(request.model(), model);
        int choices = request.n() == null ? 1 : request.n();
        Sampling.require(choices >= 1 && choices <= MAX_CHOICES, "n", "from 1 to " + MAX_CHOICES, choices);
        Integer topLogprobs = topLogprobs(request);
        ScoredTokens.require(
                topLogprobs, MAX_TOP_LOGPROBS, request.topLogprobs() == null ? "logprobs" : "top_logprobs", model);
        Functions functions = Functions.of(request);
        Optional<JsonAnswer> answer = AnswerFormat.read(request.responseFormat(), "/json_schema", "response_format");
        List<Message> messages = ChatMessages.read(request.messages(), functions.old(), "messages");
        if (answer.isPresent()) {
            messages = answer.get().instruct(messages, !functions.specs().isEmpty());
        }
        Conversation conversation = Conversation.of(messages)
                .withFunctions(functions.specs(), functions.choice())
                .withThinking(isThinking(request));
        boolean copies = answer.isPresent() || !conversation.offered().isEmpty();
        ModelCall call = ModelCall.of(
                model,
                conversation,
                answer,
                config(request, model.defaults(), copies),
                functions.profile(),
                new ModelCall.Parameters("messages", functions.old() ? "functions" : "tools", "response_format"));
        boolean includeUsage = request.streamOptions() != null
                && Boolean.TRUE.equals(request.streamOptions().includeUsage());
        return new ChatCall(
                call, choices, topLogprobs, functions.old(), Boolean.TRUE.equals(request.stream()), includeUsage);
    }

    private static void refuseUnsupported(ChatRequest request) {
        Unsupported.refuse(request.logitBias(), "logit_bias", "leave it out");
        Unsupported.refuse(request.presencePenalty(), "presence_penalty", "use repetition_penalty");
        Unsupported.refuse(request.frequencyPenalty(), "frequency_penalty", "use repetition_penalty");
        Unsupported.refuse(request.audio(), "audio", "this model writes text only");
        Unsupported.refuse(request.webSearchOptions(), "web_search_options", "this model knows nothing of the web");
        Unsupported.refuse(Boolean.TRUE.equals(request.store()), "store", "nothing is kept of a completion");
        if (request.modalities() != null) {
            for (var modality : request.modalities()) {
                Unsupported.refuse(!modality.asText().equals("text"), "modalities", "this model writes text only");
            }
        }
    }

    private static @Nullable Integer topLogprobs(ChatRequest request) {
        Integer top = request.topLogprobs();
        if (Boolean.TRUE.equals(request.logprobs())) {
            return top == null ? Integer.valueOf(0) : top;
        }
        Sampling.require(top == null || top == 0, "top_logprobs", "given with 'logprobs': true", String.valueOf(top));
        return ScoredTokens.NOT_ASKED;
    }

    private static boolean isThinking(ChatRequest request) {
        boolean allowed = request.chatTemplateKwargs() == null
                || !Boolean.FALSE.equals(request.chatTemplateKwargs().enableThinking());
        return ReasoningEffort.isThinking(request.reasoningEffort(), "reasoning_effort") && allowed;
    }

    private static GenerationConfig config(ChatRequest request, GenerationConfig defaults, boolean copies) {
        Sampling sampling = new Sampling(
                request.temperature(),
                request.topP(),
                request.topK(),
                request.repetitionPenalty(),
                request.seed(),
                request.stop());
        GenerationConfig config = sampling.over(defaults, copies);
        Integer budget = request.thinkingBudget();
        if (budget != null) {
            Sampling.require(budget >= 0, "thinking_budget", "0 or more", budget);
            config = config.withThinkingBudget(budget);
        }
        return request.maxCompletionTokens() != null
                ? Sampling.bounded(config, request.maxCompletionTokens(), "max_completion_tokens")
                : Sampling.bounded(config, request.maxTokens(), "max_tokens");
    }
}
