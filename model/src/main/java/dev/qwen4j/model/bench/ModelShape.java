package dev.qwen4j.model.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Models whose shape {@link RandomCheckpoint} can write: the {@code config.json} of each is a resource of its name. */
public enum ModelShape {
    /** Qwen-1.8B: 1.8 billion numbers in 24 layers, as many key and value heads as query heads. */
    QWEN_1_8B("qwen-1.8b"),
    /** Qwen2.5-0.5B: 0.5 billion numbers in 24 layers, tied embeddings, two key and value heads. */
    QWEN2_5_0_5B("qwen2.5-0.5b"),
    /** Qwen3-0.6B: 0.6 billion numbers in 28 layers, tied embeddings, norms on queries and keys. */
    QWEN3_0_6B("qwen3-0.6b"),
    /** A Qwen1 of no published size, small enough for tests. */
    QWEN_TINY("qwen-tiny", 400);

    /** Tokens of text in every published Qwen; control tokens follow. */
    private static final int PUBLISHED_RANKS = 151_643;

    private final String label;
    private final int ranks;

    ModelShape(String label) {
        this(label, PUBLISHED_RANKS);
    }

    ModelShape(String label, int ranks) {
        this.label = label;
        this.ranks = ranks;
    }

    /**
     * The shape of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static ModelShape named(String name) {
        return Arrays.stream(values())
                .filter(shape -> shape.label.equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("shape must be one of " + names() + " but is '" + name + "'"));
    }

    /** The names of all, with commas between them. */
    public static String names() {
        return Arrays.stream(values()).map(ModelShape::toString).collect(Collectors.joining(", "));
    }

    /** Tokens of text in the vocabulary. */
    int ranks() {
        return ranks;
    }

    /** The {@code config.json}. */
    byte[] config() throws IOException {
        try (InputStream in = ModelShape.class.getResourceAsStream(label + ".json")) {
            if (in == null) {
                throw new IllegalStateException("resource " + label + ".json is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    /** Its name, as {@link #named} takes it. */
    @Override
    public String toString() {
        return label;
    }
}
