package dev.qwen4j.examples.benchmark;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Passes on what a model was asked and what it wrote. */
record RecordingModel(LanguageModel model, BiConsumer<Prompt, Completion> recorder) implements LanguageModel {
    @Override
    public String name() {
        return model.name();
    }

    @Override
    public ChatTemplate chatTemplate() {
        return model.chatTemplate();
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
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        Completion completion = model.complete(prompt, config, onText);
        recorder.accept(prompt, completion);
        return completion;
    }

    @Override
    public void close() {
        model.close();
    }
}
