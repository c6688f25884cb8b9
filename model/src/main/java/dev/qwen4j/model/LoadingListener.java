package dev.qwen4j.model;

/** Is told how far the weights of a checkpoint are loaded, on the thread that loads them. */
@FunctionalInterface
public interface LoadingListener {
    LoadingListener SILENT = (layers, all) -> {};

    /**
     * Some layers are there; told after each.
     *
     * @param layers at most {@code all}
     * @param all layers of the model
     */
    void loaded(int layers, int all);
}
