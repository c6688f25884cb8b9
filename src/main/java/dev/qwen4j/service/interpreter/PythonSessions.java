package dev.qwen4j.service.interpreter;

import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WorkerOptions;
import dev.qwen4j.interpreter.sessions.SessionLimits;
import dev.qwen4j.interpreter.sessions.Sessions;
import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The sessions of this service, opened when they are first needed. Thread-safe. */
@Singleton
public class PythonSessions {
    private static final Logger LOG = Logger.getLogger(PythonSessions.class);

    private final Qwen4jConfig.Interpreter config;
    private final SandboxPolicy policy;
    private final WorkerOptions options;
    private final SessionLimits limits;
    private @Nullable Sessions sessions;
    private boolean closed;

    PythonSessions(Qwen4jConfig config) {
        this.config = config.interpreter();
        this.policy = config.sandboxPolicy();
        this.options = this.config.workerOptions();
        this.limits = new SessionLimits(this.config.maxSessions(), this.config.idle(), this.config.kept());
    }

    /** Sessions that wait to be handed out are started beside everything else. */
    void start(@Observes StartupEvent event) {
        if (config.warm() > 0) {
            Thread.ofVirtual().name("python-sessions-start").start(() -> {
                try {
                    all();
                } catch (InterpreterException e) {
                    LOG.warn("No Python session can be started ahead: " + e.getMessage());
                }
            });
        }
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            closed = true;
            if (sessions != null) {
                sessions.close();
            }
        }
    }

    /** @throws InterpreterException if their folder cannot be used, or workers cannot be held as the settings demand */
    public synchronized Sessions all() {
        if (closed) {
            throw new InterpreterException("the service is ending");
        }
        Sessions open = sessions;
        if (open == null) {
            Path folder = config.folder().orElseGet(PythonSessions::defaultFolder);
            open = new Sessions(
                    folder,
                    limits,
                    config.warm(),
                    policy,
                    session -> new GraalPyInterpreter(session, policy, options, Map.of()));
            sessions = open;
        }
        return open;
    }

    private static Path defaultFolder() {
        return Path.of(System.getProperty("user.home"), ".local", "share", "qwen4j", "sessions");
    }
}
