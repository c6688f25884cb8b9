package dev.qwen4j.examples.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Orders and subsets of tools that are worth a trial. */
final class ToolOrders {
    private ToolOrders() {}

    /** {@code tools} as given, it without each single tool, its rotations, and {@code random} shuffles; no duplicates. */
    static List<List<String>> around(List<String> tools, int random, long seed) {
        Set<List<String>> orders = new LinkedHashSet<>();
        orders.add(tools);
        for (String tool : tools) {
            orders.add(tools.stream().filter(other -> !other.equals(tool)).toList());
        }
        for (int i = 1; i < tools.size(); i++) {
            orders.add(rotated(tools, i));
        }
        Random source = new Random(seed);
        for (int i = 0; i < random; i++) {
            List<String> shuffled = new ArrayList<>(tools);
            Collections.shuffle(shuffled, source);
            orders.add(shuffled);
        }
        return List.copyOf(orders);
    }

    private static List<String> rotated(List<String> tools, int distance) {
        List<String> rotated = new ArrayList<>(tools);
        Collections.rotate(rotated, -distance);
        return rotated;
    }
}
