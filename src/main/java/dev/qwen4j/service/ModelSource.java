package dev.qwen4j.service;

import dev.qwen4j.model.LanguageModel;

/** Where the service's model comes from. Another bean of this type replaces the default one. */
public interface ModelSource {
    /**
     * Loads the model; may take minutes. The caller closes it.
     *
     * @throws dev.qwen4j.model.ModelException if there is no usable model; users are shown the message
     */
    LanguageModel load();
}
