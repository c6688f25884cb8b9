package dev.qwen4j.model.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import java.util.UUID;

/**
 * One request, in our terms.
 *
 * @param format of the model
 * @param config stop words of the format included
 * @param returnThinking whether thoughts are part of the response
 */
record Turn(
        LanguageModel model,
        FunctionFormat format,
        Conversation conversation,
        GenerationConfig config,
        boolean returnThinking) {

    /**
     * The completion, not begun yet.
     *
     * @throws IllegalArgumentException if the messages make no conversation
     * @throws UnsupportedOperationException if the model has no format for functions
     */
    Generating generating() {
        return new Generating(model, format.render(conversation), config);
    }

    ReplyReader reader(ReplyReader.Listener listener) {
        return format.reader(conversation, listener);
    }

    ChatResponse response(Reply reply, Completion completion) {
        AiMessage.Builder message = AiMessage.builder()
                .toolExecutionRequests(
                        reply.calls().stream().map(Functions::request).toList());
        if (!content(reply).isEmpty() || reply.calls().isEmpty()) {
            message.text(content(reply));
        }
        if (returnThinking && !reply.reasoning().isEmpty()) {
            message.thinking(reply.reasoning());
        }
        return ChatResponse.builder()
                .aiMessage(message.build())
                .id(UUID.randomUUID().toString())
                .modelName(model.name())
                .tokenUsage(new TokenUsage(
                        completion.usage().promptTokens(), completion.usage().completionTokens()))
                .finishReason(finishReason(reply, completion))
                .build();
    }

    /** What began like a call but is none is shown where there is nothing better. */
    private static String content(Reply reply) {
        return reply.calls().isEmpty() ? reply.content() + reply.unread() : reply.content();
    }

    private static FinishReason finishReason(Reply reply, Completion completion) {
        if (!reply.calls().isEmpty()) {
            return FinishReason.TOOL_EXECUTION;
        }
        return switch (completion.finishReason()) {
            case LENGTH -> FinishReason.LENGTH;
            case END_OF_TEXT, STOP_WORD -> FinishReason.STOP;
        };
    }
}
