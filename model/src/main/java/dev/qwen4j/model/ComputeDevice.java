package dev.qwen4j.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a model's weights are and its arithmetic is done.
 *
 * @param kind which sort of processor
 * @param index which of the GPUs, from 0; 0 where {@code kind} is not {@link Kind#CUDA}
 */
public record ComputeDevice(Kind kind, int index) {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /** Sorts of processors. */
    public enum Kind {
        /** The first GPU if there is one that can be used, otherwise the CPU. */
        AUTO,
        /** All cores. */
        CPU,
        /** A GPU by NVIDIA. */
        CUDA
    }

    /** {@link Kind#AUTO}. */
    public static final ComputeDevice AUTO = new ComputeDevice(Kind.AUTO, 0);

    /** {@link Kind#CPU}. */
    public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

    public ComputeDevice {
        if (index < 0 || kind != Kind.CUDA && index != 0) {
            throw new IllegalArgumentException("index of a " + kind + " device must not be " + index);
        }
    }

    /** One of the GPUs, the first of which is 0. */
    public static ComputeDevice cuda(int index) {
        return new ComputeDevice(Kind.CUDA, index);
    }

    /**
     * Reads what {@link #toString} writes, and {@code cuda} for the first GPU.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static ComputeDevice of(String name) {
        Matcher cuda = CUDA.matcher(name);
        if (cuda.matches()) {
            return cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
        }
        return switch (name) {
            case "auto" -> AUTO;
            case "cpu" -> CPU;
            default ->
                throw new IllegalArgumentException("device must be auto, cpu, cuda or cuda:N but is '" + name + "'");
        };
    }

    /** As PyTorch names it: {@code cpu}, {@code cuda:0}. */
    @Override
    public String toString() {
        return switch (kind) {
            case AUTO -> "auto";
            case CPU -> "cpu";
            case CUDA -> "cuda:" + index;
        };
    }
}
