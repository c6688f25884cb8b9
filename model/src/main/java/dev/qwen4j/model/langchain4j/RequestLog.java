package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes requests and responses to the log of the chat models, as LangChain4j's models over HTTP do. */
record RequestLog(boolean requests, boolean responses) implements ChatModelListener {
    private static final Logger LOG = LoggerFactory.getLogger(QwenChatModel.class);

    @Override
    public void onRequest(ChatModelRequestContext context) {
        if (requests) {
            LOG.info("Request: {}", context.chatRequest());
        }
    }

    @Override
    public void onResponse(ChatModelResponseContext context) {
        if (responses) {
            LOG.info("Response: {}", context.chatResponse());
        }
    }

    @Override
    public void onError(ChatModelErrorContext context) {
        if (responses) {
            LOG.info("Failure instead of a response: {}", String.valueOf(context.error()));
        }
    }
}
