package dev.qwen4j.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.checkpoint.JsonFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder where the downloaded models of one hub are kept, in the layout of Python's {@code huggingface_hub}:
 *
 * <pre>
 * models--OWNER--MODEL/blobs/ETAG                 what was downloaded, named by its content
 * models--OWNER--MODEL/snapshots/STATE/FILE       links to the blobs, under the files' names
 * models--OWNER--MODEL/refs/REVISION              the state that a branch or tag was in when it was last pulled
 * .locks/models--OWNER--MODEL/ETAG.lock           held while the blob is written
 * </pre>
 *
 * <p>A state is a commit of the Hugging Face hub, so that Python finds what is here and the other way round, or a digest
 * of the listing of ModelScope, whose Python tools keep a branch's files in one folder and change them there.
 *
 * <p>Reading takes no lock: a file is complete from the moment it is visible. Thread-safe, also between processes,
 * except that {@link #remove} takes files from under whoever reads or pulls that model.
 */
public final class HubCache {
    private final Hub hub;
    private final Path root;
    private final boolean links;

    /**
     * @param hub whose models it holds
     * @param root need not exist
     */
    public HubCache(Hub hub, Path root) {
        this(hub, root, true);
    }

    /** @param links whether to try symbolic links, which some file systems and accounts do not have */
    HubCache(Hub hub, Path root, boolean links) {
        this.hub = hub;
        this.root = root;
        this.links = links;
    }

    public Path root() {
        return root;
    }

    /**
     * The checkpoint folder of a model: the default branch or, where that was never pulled, the only complete state.
     * Sends no request. Empty if there is none or files are missing.
     */
    public Optional<Path> find(ModelName model) {
        return find(model, hub.defaultRevision()).or(() -> {
            List<Path> complete =
                    folders(model).stream().filter(HubCache::isComplete).toList();
            return complete.size() == 1 ? Optional.of(complete.getFirst()) : Optional.empty();
        });
    }

    /** The checkpoint folder that a user means. Sends no request. Empty if there is none or files are missing. */
    public Optional<Path> find(ModelReference reference) {
        Revision named = reference.named();
        return named == null ? find(reference.model()) : find(reference.model(), named);
    }

    /** The checkpoint folder of a revision. Sends no request. Empty if there is none or files are missing. */
    public Optional<Path> find(ModelName model, Revision revision) {
        return state(model, revision).map(state -> snapshot(model, state)).filter(HubCache::isComplete);
    }

    /** The checkpoint folders of a model, complete or not. Sends no request. */
    public List<Path> folders(ModelName model) {
        return content(folder(model).resolve("snapshots"));
    }

    /** Every model of which anything is there, by name. */
    public List<CachedModel> list() {
        return content(root).stream()
                .flatMap(folder -> ModelName.ofFolder(hub, folder.getFileName().toString()).stream())
                .map(model -> new CachedModel(
                        model,
                        folders(model).stream()
                                .map(snapshot -> snapshot.getFileName().toString())
                                .toList(),
                        bytes(folder(model)),
                        find(model).isPresent()))
                .toList();
    }

    /**
     * Deletes all that is there of a model, its branches first, so that what is left of an interrupted removal is not
     * found.
     *
     * @return the bytes that were freed; empty if there was nothing
     * @throws ModelException if a file cannot be deleted
     */
    public Optional<Long> remove(ModelName model) {
        Path folder = folder(model);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        long bytes = bytes(folder);
        for (Path part : List.of(folder.resolve("refs"), folder.resolve("snapshots"), folder, locks(model))) {
            delete(part);
        }
        return Optional.of(bytes);
    }

    Path snapshot(ModelName model, String state) {
        return folder(model).resolve("snapshots").resolve(state);
    }

    Path blob(ModelName model, RemoteFile file) {
        return folder(model).resolve("blobs").resolve(file.etag());
    }

    /** What there is of a blob before it is complete. Not the name that Python uses, whose locks we do not share. */
    Path unfinished(ModelName model, RemoteFile file) {
        return folder(model).resolve("blobs").resolve(file.etag() + ".part");
    }

    Path lock(ModelName model, RemoteFile file) {
        return locks(model).resolve(file.etag() + ".lock");
    }

    /** Makes the blob of {@code file} visible in the snapshot of {@code state}. To be called under its lock. */
    void show(ModelName model, String state, RemoteFile file, boolean fresh) throws IOException {
        Path snapshot = snapshot(model, state);
        Path shown = snapshot.resolve(file.name());
        if (Files.isRegularFile(shown)) {
            return;
        }
        Files.createDirectories(snapshot);
        Files.deleteIfExists(shown); // a link that leads nowhere
        Path blob = blob(model, file);
        if (links) {
            try {
                Files.createSymbolicLink(shown, snapshot.relativize(blob));
                return;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // no links here: the snapshot gets the file itself
            }
        }
        if (fresh) {
            Files.move(blob, shown, StandardCopyOption.ATOMIC_MOVE);
        } else { // another state may still need the blob
            Path copy = blob.resolveSibling(file.etag() + ".copy");
            Files.copy(blob, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, shown, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Writes down which state a revision is in now. A state that is its own revision needs no note. */
    void remember(ModelName model, Revision revision, String state) throws IOException {
        if (revision.text().equals(state)) {
            return;
        }
        Path ref = ref(model, revision);
        Files.createDirectories(ref.getParent());
        Path fresh = Files.createTempFile(ref.getParent(), ".ref", "");
        Files.writeString(fresh, state);
        Files.move(fresh, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Optional<String> state(ModelName model, Revision revision) {
        Path ref = ref(model, revision);
        try {
            return Optional.of(Files.isRegularFile(ref) ? Files.readString(ref).strip() : revision.text())
                    .filter(Revision::isCommit);
        } catch (IOException e) {
            throw new ModelException(ref + ": cannot be read (" + e + "): check its permissions", e);
        }
    }

    /** Python may have fetched a few files only, such as the tokenizer's. */
    private static boolean isComplete(Path snapshot) {
        if (!Files.isRegularFile(snapshot.resolve("config.json"))) {
            return false;
        }
        return Files.isRegularFile(snapshot.resolve("model.safetensors"))
                || JsonFile.readIfPresent(snapshot.resolve("model.safetensors.index.json"))
                        .map(index -> index.value("weight_map"))
                        .filter(map -> hasShards(snapshot, map))
                        .isPresent();
    }

    /** Names that are no file names are left to the checkpoint, which refuses them in words. */
    private static boolean hasShards(Path snapshot, JsonNode map) {
        return map.valueStream()
                .map(JsonNode::asText)
                .distinct()
                .filter(shard -> shard.matches("[A-Za-z0-9._-]+"))
                .allMatch(shard -> Files.isRegularFile(snapshot.resolve(shard)));
    }

    private Path folder(ModelName model) {
        return root.resolve(model.folder());
    }

    private Path locks(ModelName model) {
        return root.resolve(".locks").resolve(model.folder());
    }

    private Path ref(ModelName model, Revision revision) {
        return folder(model).resolve("refs").resolve(revision.text());
    }

    private static List<Path> content(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new ModelException(folder + ": cannot be listed (" + e + "): check its permissions", e);
        }
    }

    private static long bytes(Path folder) {
        long bytes = 0;
        for (Path file : below(folder)) {
            try {
                bytes += Files.isSymbolicLink(file) || Files.isDirectory(file) ? 0 : Files.size(file);
            } catch (NoSuchFileException e) {
                continue; // renamed by a pull in the meantime
            } catch (IOException e) {
                throw new ModelException(file + ": cannot be read (" + e + "): check its permissions", e);
            }
        }
        return bytes;
    }

    private static void delete(Path folder) {
        for (Path file : below(folder)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new ModelException(file + ": cannot be deleted (" + e + "): stop what uses it", e);
            }
        }
    }

    /** Everything in {@code folder} and the folder itself, the deepest first. Links are not followed. */
    private static List<Path> below(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw new ModelException(folder + ": cannot be listed (" + e + "): check its permissions", e);
        }
    }
}
