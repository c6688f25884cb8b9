/**
 * The forward pass of a few tokens with the JDK's vector instructions, over weights and caches in PyTorch's memory: {@link
 * dev.qwen4j.model.vector.VectorDecoder}. Compiled and loaded only with the module {@code jdk.incubator.vector}.
 */
@NullMarked
package dev.qwen4j.model.vector;

import org.jspecify.annotations.NullMarked;
