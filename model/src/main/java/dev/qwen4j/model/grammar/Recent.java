package dev.qwen4j.model.grammar;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was used last; not more of it than so many. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
    private final int most;

    Recent(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
