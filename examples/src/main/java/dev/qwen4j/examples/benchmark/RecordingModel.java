package dev.qwen4j.examples.benchmark;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Passes on what a model was asked and what it wrote. */
final class RecordingModel extends ForwardingModel {
    private final BiConsumer<Prompt, Completion> recorder;

    RecordingModel(LanguageModel model, BiConsumer<Prompt, Completion> recorder) {
        super(model);
        this.recorder = recorder;
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        Completion completion = super.complete(prompt, config, onText);
        recorder.accept(prompt, completion);
        return completion;
    }
}
