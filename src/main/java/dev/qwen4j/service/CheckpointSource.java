package dev.qwen4j.service;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** The checkpoint named in the configuration, or the embedded one. */
@Singleton
@DefaultBean
final class CheckpointSource implements ModelSource {
    private final Qwen4jConfig.Model config;

    CheckpointSource(Qwen4jConfig config) {
        this.config = config.model();
    }

    @Override
    public LanguageModel load() {
        return config.path()
                .map(folder -> QwenModel.open(folder, config.options()))
                .orElseGet(() -> QwenModel.openEmbedded(config.options()));
    }
}
