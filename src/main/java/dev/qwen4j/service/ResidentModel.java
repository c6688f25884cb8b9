package dev.qwen4j.service;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.service.telemetry.MeasuredModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jboss.logging.Logger;

/** The one model of the service. It loads in the background, so that the port opens first. Thread-safe. */
@Singleton
public class ResidentModel {
    /** How far the model is. */
    public sealed interface State {
        record Loading() implements State {}

        record Ready(LanguageModel model) implements State {}

        /** @param message names the cause and the next step */
        record Failed(String message) implements State {}

        /** The state in one word, for users: {@code loading}, {@code ready} or {@code failed}. */
        default String name() {
            return getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    private static final Logger LOG = Logger.getLogger(ResidentModel.class);

    private final ModelSource source;
    private final MeterRegistry registry;
    private State state = new State.Loading();
    private boolean stopped;

    ResidentModel(ModelSource source, MeterRegistry registry) {
        this.source = source;
        this.registry = registry;
        registry.gauge("qwen4j.queue.depth", this, ResidentModel::waitingCalls);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().daemon().name("qwen4j-model-loader").start(this::load);
    }

    private void load() {
        try {
            LanguageModel model = new MeasuredModel(source.load(), registry);
            if (!become(new State.Ready(model))) {
                model.close();
            }
        } catch (ModelException e) {
            LOG.errorf("The model cannot be used: %s", e.getMessage());
            become(new State.Failed(String.valueOf(e.getMessage())));
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            LOG.error("The model could not be loaded", e);
            become(new State.Failed("the model could not be loaded (" + e + "): see the log"));
        }
    }

    private synchronized boolean become(State next) {
        if (!stopped) {
            state = next;
        }
        return !stopped;
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        stopped = true;
        if (state instanceof State.Ready ready) {
            ready.model().close();
        }
    }

    private int waitingCalls() {
        return state() instanceof State.Ready(LanguageModel model) ? model.waitingCalls() : 0;
    }

    public synchronized State state() {
        return state;
    }

    /** @throws ModelUnavailableException if the model is not ready */
    public LanguageModel model() {
        return switch (state()) {
            case State.Ready ready -> ready.model();
            case State.Loading loading ->
                throw new ModelUnavailableException("the model is still loading: try again in a moment", true);
            case State.Failed failed -> throw new ModelUnavailableException(failed.message(), false);
        };
    }
}
