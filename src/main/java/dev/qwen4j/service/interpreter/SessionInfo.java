package dev.qwen4j.service.interpreter;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.qwen4j.interpreter.sessions.Session;
import java.util.List;

/**
 * A session as it is told about.
 *
 * @param created seconds since 1970, as OpenAI's API tells times
 * @param running whether it has a process, and with it its variables
 * @param cells how many have run
 * @param names what they have defined
 */
public record SessionInfo(
        String id,
        long created,
        @JsonProperty("last_used") long lastUsed,
        boolean running,
        int cells,
        List<String> names) {
    static SessionInfo of(Session session) {
        return new SessionInfo(
                session.id(),
                session.created().getEpochSecond(),
                session.lastUsed().getEpochSecond(),
                session.isRunning(),
                session.cells().size(),
                session.names());
    }
}
