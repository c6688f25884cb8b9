package dev.qwen4j.model;

import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A model that is another one but for what a subclass changes: whatever a {@link LanguageModel} comes to offer is
 * passed on too. The other one is closed with this.
 */
public abstract class ForwardingModel implements LanguageModel {
    private final LanguageModel model;

    /** @param model what everything is passed on to */
    protected ForwardingModel(LanguageModel model) {
        this.model = model;
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
    public FunctionFormat functionFormat() {
        return model.functionFormat();
    }

    @Override
    public boolean followsGrammars() {
        return model.followsGrammars();
    }

    @Override
    public boolean tellsLogprobs() {
        return model.tellsLogprobs();
    }

    @Override
    public GenerationConfig defaults() {
        return model.defaults();
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
    public Duration stalled() {
        return model.stalled();
    }

    @Override
    public int waitingCalls() {
        return model.waitingCalls();
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        return model.complete(prompt, config, onText);
    }

    @Override
    public void close() {
        model.close();
    }
}
