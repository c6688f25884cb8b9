package dev.qwen4j.interpreter.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of the description. What is absent or of another kind than expected has a default: guests write these. */
record Node(Map<?, ?> values) {
    private static final Node EMPTY = new Node(Map.of());
    private static final int MOST_NUMBERS = 2_000_000;

    static Node of(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? new Node(map) : EMPTY;
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    double number(String name, double otherwise) {
        return values.get(name) instanceof Number number ? number.doubleValue() : otherwise;
    }

    String text(String name, String otherwise) {
        return values.get(name) instanceof String text ? text : otherwise;
    }

    boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Node node(String name) {
        return of(values.get(name));
    }

    List<Node> nodes(String name) {
        return list(name).stream().map(Node::of).toList();
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    /** Numbers; what is none of them is NaN. */
    double[] numbers(String name) {
        List<?> list = list(name);
        if (list.size() > MOST_NUMBERS) {
            throw new IllegalArgumentException(list.size() + " values are too many to draw");
        }
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
        }
        return numbers;
    }

    /** {@code #rrggbbaa}, or null for nothing to paint. */
    @Nullable
    Color color(String name) {
        return color(values.get(name));
    }

    List<@Nullable Color> colors(String name) {
        List<@Nullable Color> colors = new ArrayList<>();
        for (Object value : list(name)) {
            colors.add(color(value));
        }
        return colors;
    }

    Color color(String name, Color otherwise) {
        Color color = color(name);
        return color == null ? otherwise : color;
    }

    private static @Nullable Color color(@Nullable Object value) {
        if (!(value instanceof String text) || text.length() != 9) {
            return null;
        }
        long rgba = Long.parseLong(text.substring(1), 16);
        return new Color(
                (int) (rgba >> 24 & 255), (int) (rgba >> 16 & 255), (int) (rgba >> 8 & 255), (int) (rgba & 255));
    }

    private List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }
}
