package dev.qwen4j.service.store;

import dev.qwen4j.agent.journal.JournalException;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** The store that the settings name. Another bean of type {@link Journals} replaces its journals. */
@Singleton
class StoreSource {
    private static final Logger LOG = Logger.getLogger(StoreSource.class);

    @Produces
    @Singleton
    Store store(Qwen4jConfig config) {
        return new Store(config.store().orElseGet(StoreSource::defaultUrl));
    }

    private static String defaultUrl() {
        return "jdbc:sqlite:" + Path.of(System.getProperty("user.home"), ".local", "share", "qwen4j", "store.db");
    }

    @Produces
    @Singleton
    @DefaultBean
    Journals journals(Store store) {
        return store.journals();
    }

    @Produces
    @Singleton
    RunLeases leases(Store store, Qwen4jConfig config) {
        return store.leases(config.lease());
    }

    void close(@Disposes Store store) {
        store.close();
    }

    /** The port opens beside it; what cannot be opened now is tried again by whoever needs it. */
    void open(@Observes StartupEvent event, Store store, Qwen4jConfig config) {
        Thread.ofPlatform().daemon().name("qwen4j-store-opener").start(() -> {
            try {
                store.open();
                config.session().journal().ifPresent(folder -> {
                    int runs = store.takeOver(folder);
                    LOG.infof("%d runs of %s were taken over into the store", runs, folder);
                });
            } catch (StoreException | JournalException e) {
                LOG.errorf("%s", e.getMessage());
            }
        });
    }
}
