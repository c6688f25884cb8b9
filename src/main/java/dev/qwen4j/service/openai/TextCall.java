package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.PromptTooLongException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for text completions asks of the model, checked.
 *
 * @param prompts continued one after the other, each as often as {@code choices} says
 * @param logprobs how many alternatives to name for each token; null to tell nothing of tokens
 */
record TextCall(
        List<String> prompts,
        int choices,
        GenerationConfig config,
        @Nullable Integer logprobs,
        boolean echo,
        boolean stream,
        boolean includeUsage) {
    /** OpenAI's, where a request does not say how long a text may be. */
    private static final int USUAL_TOKENS = 16;

    private static final int MAX_TEXTS = 16;
    private static final int MAX_LOGPROBS = 5;

    /**
     * @throws InvalidRequestException if the request is wrong, or asks for something that is not supported
     * @throws PromptTooLongException if a prompt does not fit into the model's context
     */
    static TextCall of(TextRequest request, LanguageModel model) {
        refuseUnsupported(request);
        InvalidRequestException.requireModel(request.model(), model);
        ScoredTokens.require(request.logprobs(), MAX_LOGPROBS, "logprobs", model);
        List<String> prompts = prompts(request.prompt());
        int choices = request.n() == null ? 1 : request.n();
        Sampling.require(choices >= 1 && choices <= MAX_TEXTS, "n", "from 1 to " + MAX_TEXTS, choices);
        Sampling.require(
                prompts.size() * choices <= MAX_TEXTS,
                "prompt",
                "at most " + MAX_TEXTS + " texts with 'n'",
                prompts.size());
        for (String prompt : prompts) {
            int tokens = model.countTokens(Prompt.of(prompt));
            Sampling.require(tokens > 0, "prompt", "at least one token", "empty");
            if (tokens >= model.contextLength()) {
                throw new PromptTooLongException(tokens, model.contextLength());
            }
        }
        Sampling sampling = new Sampling(
                request.temperature(),
                request.topP(),
                request.topK(),
                request.repetitionPenalty(),
                request.seed(),
                request.stop());
        int maxTokens = request.maxTokens() == null ? USUAL_TOKENS : request.maxTokens();
        return new TextCall(
                prompts,
                choices,
                Sampling.bounded(sampling.over(model.defaults(), false), maxTokens, "max_tokens"),
                request.logprobs(),
                Boolean.TRUE.equals(request.echo()),
                Boolean.TRUE.equals(request.stream()),
                request.streamOptions() != null
                        && Boolean.TRUE.equals(request.streamOptions().includeUsage()));
    }

    private static void refuseUnsupported(TextRequest request) {
        Unsupported.refuse(request.suffix(), "suffix", "this model writes on, it does not fill in");
        Unsupported.refuse(
                request.logprobs() != null && Boolean.TRUE.equals(request.echo()),
                "logprobs",
                "not with 'echo', since nothing is told of the tokens of a prompt");
        Unsupported.refuse(request.bestOf() != null && request.bestOf() != 1, "best_of", "use n");
        Unsupported.refuse(request.logitBias(), "logit_bias", "leave it out");
        Unsupported.refuse(request.presencePenalty(), "presence_penalty", "use repetition_penalty");
        Unsupported.refuse(request.frequencyPenalty(), "frequency_penalty", "use repetition_penalty");
    }

    private static List<String> prompts(@Nullable JsonNode prompt) {
        List<String> prompts = new ArrayList<>();
        if (prompt != null) {
            for (JsonNode each : prompt.isArray() ? prompt : List.of(prompt)) {
                Unsupported.refuse(each.isNumber() || each.isArray(), "prompt", "give text, not the ids of tokens");
                Sampling.require(each.isTextual(), "prompt", "a string or a list of strings", each);
                prompts.add(each.textValue());
            }
        }
        Sampling.require(!prompts.isEmpty(), "prompt", "a string or a list of strings", "missing");
        return prompts;
    }
}
