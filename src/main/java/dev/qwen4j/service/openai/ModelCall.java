package dev.qwen4j.service.openai;

import dev.qwen4j.agent.functions.ReActFormat;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.PromptTooLongException;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.JsonAnswer;
import dev.qwen4j.model.chat.PlainFormat;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A conversation on its way to the model, checked: whatever API it came by.
 *
 * @param prompt of {@code conversation} in {@code format}
 * @param config with the stop words of the format and the grammar of what is demanded
 */
record ModelCall(
        LanguageModel model, FunctionFormat format, Conversation conversation, Prompt prompt, GenerationConfig config) {
    /**
     * @param answer what the answer has to look like; empty for any text
     * @param config of the request; its stop words are the caller's
     * @param profile for a model without a format of its own for functions
     * @param where the parameters that a fault is blamed on
     * @throws InvalidRequestException if the messages make no conversation, or a schema cannot be enforced
     * @throws PromptTooLongException if the messages do not fit into the model's context
     */
    static ModelCall of(
            LanguageModel model,
            Conversation conversation,
            Optional<JsonAnswer> answer,
            GenerationConfig config,
            ReActProfile profile,
            Parameters where) {
        FunctionFormat format = format(model, conversation, profile);
        Prompt prompt;
        try {
            prompt = format.render(conversation);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid(where.messages(), String.valueOf(e.getMessage()));
        }
        int promptTokens = model.countTokens(prompt);
        if (promptTokens >= model.contextLength()) {
            throw new PromptTooLongException(promptTokens, model.contextLength());
        }
        List<String> stopWords = new ArrayList<>(format.stopWords(conversation));
        stopWords.addAll(config.stopWords());
        try {
            return new ModelCall(
                    model,
                    format,
                    conversation,
                    prompt,
                    config.withStopWords(stopWords)
                            .withGrammar(format.grammar(conversation, answer.map(JsonAnswer::grammar))
                                    .orElse(null)));
        } catch (IllegalArgumentException e) {
            String param = answer.isPresent() ? where.answer() : where.functions();
            throw InvalidRequestException.unsupported(
                    param, "'" + param + "' has a schema that cannot be enforced: " + e.getMessage());
        }
    }

    /** How an API calls the messages, the functions and the form of the answer. */
    record Parameters(String messages, String functions, String answer) {}

    /** A model without a format of its own for functions takes them in ReAct text. */
    private static FunctionFormat format(LanguageModel model, Conversation conversation, ReActProfile profile) {
        FunctionFormat own = model.functionFormat();
        boolean calls = !conversation.offered().isEmpty()
                || conversation.messages().stream()
                        .anyMatch(message -> message instanceof Message.FunctionResult
                                || message instanceof Message.Assistant said
                                        && !said.calls().isEmpty());
        return calls && own instanceof PlainFormat ? new ReActFormat(profile, model.chatTemplate()) : own;
    }

    /**
     * Has the model reply.
     *
     * @param number of the choice, from 0: each is sampled with a seed of its own
     * @param tokens collects those of the choice
     * @param listener is told of the reply as it comes, on the inference thread
     */
    Answer run(int number, ScoredTokens tokens, ReplyReader.Listener listener) throws InterruptedException {
        ReplyReader reader = format.reader(conversation, listener);
        GenerationConfig choice = config.withSeed(config.seed() + number).withLogprobs(tokens.wanted());
        Completion completion = model.complete(prompt, choice, reader::read);
        return new Answer(reader.finish(completion.finishReason()), completion, tokens);
    }
}
