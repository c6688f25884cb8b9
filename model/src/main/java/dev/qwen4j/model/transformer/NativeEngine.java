package dev.qwen4j.model.transformer;

import java.nio.file.Path;

/**
 * The native library that multiplies matrices.
 *
 * @param device on which it computes, as PyTorch names it: {@code cpu}, {@code cuda:0}
 * @param threads on which it shares out the work of one product
 * @param folder where its libraries were unpacked
 */
public record NativeEngine(String name, String version, String device, int threads, Path folder) {}
