package dev.qwen4j.service.cli;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import java.util.function.Consumer;

/** A model whose {@linkplain #defaults() defaults} the user can change between questions. */
final class TunableModel implements LanguageModel {
    private final LanguageModel model;
    private volatile GenerationConfig config;

    /** Closing this closes {@code model}. */
    TunableModel(LanguageModel model) {
        this.model = model;
        this.config = model.defaults();
    }

    void tune(GenerationConfig value) {
        config = value;
    }

    void reset() {
        config = model.defaults();
    }

    @Override
    public GenerationConfig defaults() {
        return config;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public ChatTemplate chatTemplate() {
        return model.chatTemplate();
    }

    @Override
    public int contextLength() {
        return model.contextLength();
    }

    @Override
    public int countTokens(Prompt prompt) {
        return model.countTokens(prompt);
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig settings, Consumer<String> onText)
            throws InterruptedException {
        return model.complete(prompt, settings, onText);
    }

    @Override
    public void close() {
        model.close();
    }
}
