package dev.qwen4j.service;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The model that the configuration names: one of another server, a checkpoint, or the embedded one. */
@Singleton
@DefaultBean
final class ConfiguredModelSource implements ModelSource {
    private final Qwen4jConfig.Model config;

    ConfiguredModelSource(Qwen4jConfig config) {
        this.config = config.model();
    }

    @Override
    public LanguageModel load() {
        QwenOptions options = config.options();
        boolean demo = config.remote().isEmpty() && config.path().isEmpty();
        Optional<QwenModel> begun = HeadStart.take(demo ? options : null);
        if (config.remote().isPresent()) {
            return config.remote().get().open();
        }
        return config.path()
                .map(folder -> QwenModel.open(folder, options))
                .or(() -> begun)
                .orElseGet(() -> QwenModel.openEmbedded(options));
    }
}
