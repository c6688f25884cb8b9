package dev.qwen4j.agent;

import dev.qwen4j.tools.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The constraints that were used last, with all that they have worked out: a service makes an agent for each run, and the
 * grammar of a run's tools, with the states that texts have met, is worth more than what a run computes.
 */
final class KnownConstraints {
    private static final int MOST = 16;

    private static final Map<Source, Protocol.Constraint> KNOWN = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Protocol.Constraint> eldest) {
            return size() > MOST;
        }
    };

    private record Source(Protocol protocol, List<ToolSpec> tools) {}

    private KnownConstraints() {}

    static Protocol.Constraint of(Protocol protocol, List<ToolSpec> tools) {
        Source source = new Source(protocol, List.copyOf(tools));
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(source, made -> made.protocol().constraint(made.tools()));
        }
    }
}
