package dev.qwen4j.model.hub;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Downloads the models of one hub. A file is visible in the cache only when it is complete, has the announced length
 * and hash and is on the disk; a pull that was cut short, by the network, a signal or the end of the process,
 * continues where it was.
 *
 * <p>Covered: the hash that the hub announces is checked, names that lead out of the model's folder are refused, pickles
 * are never fetched, the token goes to the endpoint's scheme, host and port only, and nothing goes from https to http.
 * Not covered: whether the hub, or the mirror that the settings name, is honest about the hash; for that, pull by commit
 * from an endpoint you trust.
 *
 * <p>Thread-safe, also between processes that share the cache: each file is fetched once and the others wait for it.
 */
public final class ModelHub {
    private final Hub hub;
    private final HubPlace place;
    private final boolean offline;
    private final HubCache cache;
    private final Duration firstPause;

    /** @param hub whose models it pulls */
    public ModelHub(Hub hub, HubSettings settings) {
        this(hub, settings, new HubCache(hub, settings.of(hub).cache()), Duration.ofMillis(500));
    }

    /** @param firstPause between a failure and the next attempt; doubles with each further one */
    ModelHub(Hub hub, HubSettings settings, HubCache cache, Duration firstPause) {
        this.hub = hub;
        this.place = settings.of(hub);
        this.offline = settings.offline();
        this.cache = cache;
        this.firstPause = firstPause;
    }

    /**
     * Brings the files of a revision into the cache, those that are not there yet. Offline it sends no request and
     * answers from the cache.
     *
     * @throws HubException if that is not possible; the message says why and what to do
     * @throws InterruptedException if the thread is interrupted, which ends the pull at once and keeps what was received
     */
    public Pulled pull(ModelName model, Revision revision, PullListener listener) throws InterruptedException {
        if (model.hub() != hub) {
            throw new IllegalArgumentException("model must be one of " + hub + " but is '" + model + "'");
        }
        if (offline) {
            return cache.find(model, revision).map(ModelHub::cached).orElseThrow(() -> notCached(model, revision));
        }
        if (hub == Hub.MODELSCOPE && revision.isCommit()) { // a digest of ours means nothing to the hub
            Optional<Path> pinned = cache.find(model, revision);
            if (pinned.isPresent()) {
                return cached(pinned.get());
            }
        }
        HubRoutes routes = HubRoutes.of(hub, place);
        Patience patience = new Patience(hub, firstPause, listener);
        try (HubClient client = new HubClient(hub, place, routes, patience)) {
            Listing listing = routes.list(client, model, revision);
            String state = listing.state();
            Path folder = cache.snapshot(model, state);
            List<String> names = CheckpointFiles.choose(model, listing.files().keySet());
            List<RemoteFile> missing = missing(listing, folder, names);
            checkSpace(model, missing);
            long fetched = 0;
            for (RemoteFile file : missing) {
                BlobDownload download = new BlobDownload(client, patience, place.timeout(), listener, model, file);
                fetched += fetch(download, model, state, file, listener);
                listener.finished(file.name(), file.size());
            }
            cache.remember(model, revision, state);
            return new Pulled(folder, state, names.size(), fetched);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static List<RemoteFile> missing(Listing listing, Path folder, List<String> names)
            throws InterruptedException {
        List<RemoteFile> missing = new ArrayList<>();
        for (String name : names) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                missing.add(listing.describe(name));
            }
        }
        return missing;
    }

    private long fetch(BlobDownload download, ModelName model, String state, RemoteFile file, PullListener listener)
            throws IOException, InterruptedException {
        Runnable waiting = () -> listener.waiting(file.name());
        try (BlobLock lock = BlobLock.acquire(cache.lock(model, file), waiting)) {
            Path blob = cache.blob(model, file);
            boolean needed = !Files.isRegularFile(blob)
                    && !Files.isRegularFile(cache.snapshot(model, state).resolve(file.name()));
            long fetched = needed ? download.run(cache.unfinished(model, file), blob) : 0;
            cache.show(model, state, file, needed);
            return fetched;
        }
    }

    /** Said now, rather than after hours. */
    private void checkSpace(ModelName model, List<RemoteFile> missing) throws IOException {
        long needed = 0;
        for (RemoteFile file : missing) {
            Path unfinished = cache.unfinished(model, file);
            if (!Files.exists(cache.blob(model, file))) {
                needed += file.size() - (Files.exists(unfinished) ? Files.size(unfinished) : 0);
            }
        }
        Files.createDirectories(cache.root());
        long free = Files.getFileStore(cache.root()).getUsableSpace();
        if (needed > free) {
            throw new HubException(model + ": needs " + needed + " bytes but " + cache.root() + " has " + free
                    + " free: free space, or set " + hub.cacheVariable() + " to a folder on another disk");
        }
    }

    private HubException unwritable(IOException cause) {
        return new HubException(
                cache.root() + ": cannot be written (" + cause + "): make it writable or set " + hub.cacheVariable()
                        + " to another folder",
                cause);
    }

    private static Pulled cached(Path folder) {
        try (var files = Files.list(folder)) {
            return new Pulled(folder, folder.getFileName().toString(), (int) files.count(), 0);
        } catch (IOException e) {
            throw new ModelException(folder + ": cannot be listed (" + e + "): check its permissions", e);
        }
    }

    private HubException notCached(ModelName model, Revision revision) {
        return new HubException(model + ": revision " + revision + " is not in " + cache.root()
                + " and HF_HUB_OFFLINE forbids to fetch it: unset HF_HUB_OFFLINE and run it again");
    }
}
