package dev.qwen4j.model.checkpoint;

import java.util.Set;

/**
 * Attention that reaches back only so far, in some of the layers: {@code use_sliding_window} in {@code config.json}.
 *
 * @param tokens that a token sees, the last one being itself
 * @param layers that have the window, counted from 0; the others see everything
 */
public record SlidingWindow(int tokens, Set<Integer> layers) {
    public SlidingWindow {
        layers = Set.copyOf(layers);
    }
}
