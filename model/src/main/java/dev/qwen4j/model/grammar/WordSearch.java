package dev.qwen4j.model.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds words in a text byte by byte, all at once (Aho and Corasick 1975): an end marker, after which the text is over,
 * and words that must not occur. Immutable.
 */
final class WordSearch {
    static final int START = 0;
    /** What {@link #next} answers after the end marker. */
    static final int END = -1;
    /** What {@link #next} answers when a forbidden word is complete, or when no end marker can be reached any more. */
    static final int FORBIDDEN = -2;

    private final @Nullable String end;
    private final List<String> forbidden;
    private final int[][] next;

    /**
     * @param end marks the end of the text; null if the text may end anywhere
     * @param forbidden must not occur; where the end marker is complete at the same byte, that one counts
     */
    WordSearch(@Nullable String end, List<String> forbidden) {
        if ((end != null && end.isEmpty()) || forbidden.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("markers must not be empty");
        }
        this.end = end;
        this.forbidden = List.copyOf(forbidden);
        this.next = Automaton.build(end, forbidden);
    }

    boolean hasEnd() {
        return end != null;
    }

    /** The state after {@code value}, {@link #END} or {@link #FORBIDDEN}. */
    int next(int state, int value) {
        return next[state][value];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WordSearch w && Objects.equals(end, w.end) && forbidden.equals(w.forbidden);
    }

    @Override
    public int hashCode() {
        return Objects.hash(end, forbidden);
    }

    /** Builds the table: first a tree of the words, then for every place and byte where to go on. */
    private static final class Automaton {
        private static final int NONE = -3;

        private final List<int[]> next = new ArrayList<>(List.of(emptyRow()));
        /** {@link #END}, {@link #FORBIDDEN} or {@link #NONE}, for each state. */
        private final List<Integer> outcome = new ArrayList<>(List.of(NONE));

        static int[][] build(@Nullable String end, List<String> forbidden) {
            Automaton automaton = new Automaton();
            forbidden.forEach(word -> automaton.add(word, FORBIDDEN));
            if (end != null) {
                automaton.add(end, END);
            }
            automaton.link();
            automaton.settle();
            if (end != null) {
                automaton.forbidDeadEnds();
            }
            return automaton.next.toArray(int[][]::new);
        }

        private static int[] emptyRow() {
            int[] row = new int[256];
            Arrays.fill(row, NONE);
            return row;
        }

        private void add(String word, int meaning) {
            int state = START;
            for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
                int[] row = next.get(state);
                if (row[b & 0xff] == NONE) {
                    row[b & 0xff] = next.size();
                    next.add(emptyRow());
                    outcome.add(NONE);
                }
                state = row[b & 0xff];
            }
            outcome.set(state, meaning);
        }

        /** Where the tree does not go on: as from the longest end of what was read that begins a word. */
        private void link() {
            int[] fallback = new int[next.size()];
            Deque<Integer> queue = new ArrayDeque<>(List.of(START));
            while (!queue.isEmpty()) {
                int state = queue.remove();
                if (outcome.get(state) == NONE || outcome.get(fallback[state]) == END) {
                    outcome.set(state, outcome.get(fallback[state]));
                }
                int[] row = next.get(state);
                for (int value = 0; value < 256; value++) {
                    int shorter = state == START ? START : next.get(fallback[state])[value];
                    if (row[value] == NONE) {
                        row[value] = shorter;
                    } else {
                        fallback[row[value]] = shorter;
                        queue.add(row[value]);
                    }
                }
            }
        }

        /** Puts the outcome in place of the states that have one. */
        private void settle() {
            for (int[] row : next) {
                for (int value = 0; value < 256; value++) {
                    int meaning = outcome.get(row[value]);
                    row[value] = meaning == NONE ? row[value] : meaning;
                }
            }
        }

        /** By a byte that occurs in UTF-8. */
        private static boolean reaches(int[] row, boolean[] endReachable) {
            for (int value = 0; value <= 0xf4; value++) {
                boolean end = row[value] == END || (row[value] >= 0 && endReachable[row[value]]);
                if (end && value != 0xc0 && value != 0xc1) {
                    return true;
                }
            }
            return false;
        }

        private void forbidDeadEnds() {
            boolean[] endReachable = new boolean[next.size()];
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int state = 0; state < next.size(); state++) {
                    boolean reachable = reaches(next.get(state), endReachable);
                    changed |= reachable && !endReachable[state];
                    endReachable[state] |= reachable;
                }
            }
            if (!endReachable[START]) {
                throw new IllegalArgumentException("the end marker holds a forbidden word, so no text could end");
            }
            for (int[] row : next) {
                for (int value = 0; value < 256; value++) {
                    row[value] = row[value] >= 0 && !endReachable[row[value]] ? FORBIDDEN : row[value];
                }
            }
        }
    }
}
