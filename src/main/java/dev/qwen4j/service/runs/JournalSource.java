package dev.qwen4j.service.runs;

import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.service.Qwen4jConfig;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Where the service's runs are written down. Another bean of type {@link Journals} replaces the default one. */
final class JournalSource {
    @Produces
    @Singleton
    @DefaultBean
    Journals journals(Qwen4jConfig config) {
        return config.session().journal().<Journals>map(FileJournals::new).orElseGet(InMemoryJournals::new);
    }
}
