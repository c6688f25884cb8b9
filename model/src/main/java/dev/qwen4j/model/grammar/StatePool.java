package dev.qwen4j.model.grammar;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The states met so far, so that each is worked out once. Bounded: when full it starts anew, which costs time and nothing
 * else, for a state is no more than its expression. Thread-safe.
 */
final class StatePool {
    private static final int MOST = 8192;

    private final ConcurrentMap<Expression, GrammarState> states = new ConcurrentHashMap<>();

    GrammarState state(Expression expression) {
        GrammarState known = states.get(expression);
        if (known != null) {
            return known;
        }
        if (states.size() >= MOST) {
            states.clear();
        }
        GrammarState state = new GrammarState(expression, this);
        GrammarState earlier = states.putIfAbsent(expression, state);
        return earlier == null ? state : earlier;
    }
}
