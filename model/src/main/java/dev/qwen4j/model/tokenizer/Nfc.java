package dev.qwen4j.model.tokenizer;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Unicode's normalization form C, in a time that grows with the length of the text.
 *
 * <p>{@link Normalizer} inserts combining marks one by one where they belong, so that a run of marks in the wrong order
 * takes the square of its length: minutes for a megabyte. Here the marks of a long run are put in canonical order
 * first, by a sort. The text stays canonically equivalent, so its form C stays the same.
 */
final class Nfc {
    /** Runs up to this many chars are left to {@link Normalizer}; nobody writes longer ones. */
    private static final int SHORT_RUN = 64;

    /** Marks of the lowest and of a high combining class; any mark changes places with one of them. */
    private static final String LOWEST = "\u0334";

    private static final String HIGH = "\u0301";

    private Nfc() {}

    static String normalize(String text) {
        StringBuilder ordered = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = endOfRun(text, at);
            if (end - at > SHORT_RUN) {
                appendOrdered(text.substring(at, end), ordered);
            } else {
                end = Math.max(end, at + Character.charCount(text.codePointAt(at)));
                ordered.append(text, at, end);
            }
            at = end;
        }
        return Normalizer.normalize(ordered, Form.NFC);
    }

    /** Where the marks that begin at {@code start} end. */
    private static int endOfRun(String text, int start) {
        int end = start;
        while (end < text.length() && isMark(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    /** All characters that a normalization may move are marks, but not all marks are moved. */
    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static void appendOrdered(String run, StringBuilder to) {
        Map<Integer, String> decomposed = new HashMap<>();
        int[] marks = run.codePoints()
                .mapToObj(mark -> decomposed.computeIfAbsent(mark, m -> decompose(Character.toString(m))))
                .flatMapToInt(String::codePoints)
                .toArray();
        Map<Integer, Integer> classes = classes(marks);
        List<Integer> movable = new ArrayList<>();
        for (int mark : marks) {
            if (classes.containsKey(mark)) {
                movable.add(mark);
            } else {
                flush(movable, classes, to);
                to.appendCodePoint(mark);
            }
        }
        flush(movable, classes, to);
    }

    /** Marks of one class keep their order: the sort is stable. */
    private static void flush(List<Integer> movable, Map<Integer, Integer> classes, StringBuilder to) {
        movable.sort(Comparator.comparing(classes::get));
        movable.forEach(to::appendCodePoint);
        movable.clear();
    }

    /**
     * A number for each mark that can be moved, ascending with its combining class. The platform does not tell the
     * class, but its order of any two marks does.
     */
    private static Map<Integer, Integer> classes(int[] marks) {
        List<String> ascending = new ArrayList<>();
        for (int mark : marks) {
            ascending.add(Character.toString(mark));
        }
        ascending = new ArrayList<>(
                ascending.stream().distinct().filter(Nfc::isMovable).toList());
        ascending.sort(Nfc::compareClasses);
        Map<Integer, Integer> classes = new HashMap<>();
        int number = 0;
        for (int i = 0; i < ascending.size(); i++) {
            number += i > 0 && compareClasses(ascending.get(i - 1), ascending.get(i)) < 0 ? 1 : 0;
            classes.put(ascending.get(i).codePointAt(0), number);
        }
        return classes;
    }

    private static boolean isMovable(String mark) {
        return compareClasses(mark, LOWEST) > 0 || compareClasses(mark, HIGH) < 0;
    }

    private static int compareClasses(String mark, String other) {
        if (!decompose(mark + other).equals(mark + other)) {
            return 1;
        }
        return decompose(other + mark).equals(other + mark) ? 0 : -1;
    }

    private static String decompose(String text) {
        return Normalizer.normalize(text, Form.NFD);
    }
}
