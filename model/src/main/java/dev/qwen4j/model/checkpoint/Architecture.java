package dev.qwen4j.model.checkpoint;

/** The families of decoders that can be run. */
public enum Architecture {
    /** Qwen-7B and its siblings: fused QKV projection, dynamic NTK, LogN. */
    QWEN("QWenLMHeadModel", "qwen"),
    /** Qwen1.5, Qwen2 and Qwen2.5, dense: grouped key/value heads, biases on query, key and value. */
    QWEN2("Qwen2ForCausalLM", "qwen2"),
    /** Qwen3, dense: norms on query and key instead of biases. */
    QWEN3("Qwen3ForCausalLM", "qwen3");

    private final String className;
    private final String modelType;

    Architecture(String className, String modelType) {
        this.className = className;
        this.modelType = modelType;
    }

    /** Its name under {@code architectures} in {@code config.json}. */
    public String className() {
        return className;
    }

    /** Its {@code model_type} in {@code config.json}. */
    public String modelType() {
        return modelType;
    }
}
