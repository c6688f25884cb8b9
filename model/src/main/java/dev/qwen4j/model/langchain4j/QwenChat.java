package dev.qwen4j.model.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What both chat models are made of.
 *
 * @param owned whether the models were opened for this one and are closed with it
 */
record QwenChat(
        Requests requests,
        boolean owned,
        QwenChatRequestParameters defaults,
        List<ChatModelListener> listeners,
        @Nullable Duration timeout) {
    static final Set<Capability> CAPABILITIES = Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);

    void close() {
        if (owned) {
            requests.models().forEach(model -> model.close());
        }
    }
}
