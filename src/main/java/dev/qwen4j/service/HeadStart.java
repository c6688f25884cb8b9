package dev.qwen4j.service;

import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The demo model, loaded while Quarkus starts: whoever asks as soon as the port is open waits for it. Only the demo model,
 * because one of the user's own is not to be in memory twice if the configuration turns out to want it in another form.
 */
public final class HeadStart {
    private static final AtomicReference<@Nullable HeadStart> BEGUN = new AtomicReference<>();

    private final QwenOptions options;
    private final CompletableFuture<QwenModel> model;

    private HeadStart(QwenOptions options) {
        this.options = options;
        model = CompletableFuture.supplyAsync(
                () -> QwenModel.openEmbedded(options),
                task -> Thread.ofPlatform().daemon().name("qwen4j-head-start").start(task));
    }

    /** Begins to load; the service that this process starts takes the model. */
    public static void begin(QwenOptions options) {
        BEGUN.set(new HeadStart(options));
    }

    /**
     * The model that was begun with these options, as soon as it is loaded; it is the caller's to close. One that was
     * begun with others is closed.
     *
     * @param options null if another model is wanted
     */
    static Optional<QwenModel> take(@Nullable QwenOptions options) {
        HeadStart begun = BEGUN.getAndSet(null);
        if (begun == null) {
            return Optional.empty();
        }
        QwenModel loaded;
        try {
            loaded = begun.model.join();
        } catch (CompletionException e) {
            return Optional.empty(); // the next attempt says why
        }
        if (begun.options.equals(options)) {
            return Optional.of(loaded);
        }
        loaded.close();
        return Optional.empty();
    }
}
