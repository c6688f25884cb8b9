package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache as Python's {@code huggingface_hub} leaves it. */
class HubCacheTest {
    private static final ModelName MODEL = ModelName.parse("Qwen/Qwen2.5-0.5B-Instruct");
    private static final String COMMIT = "7ae557604adf67be50417f59c2c2f167def9a775";

    @TempDir
    Path root;

    private Path folder;
    private HubCache cache;

    @BeforeEach
    void write_the_cache_of_python() throws IOException {
        cache = new HubCache(Hub.HUGGING_FACE, root);
        folder = root.resolve("models--Qwen--Qwen2.5-0.5B-Instruct");
        Files.createDirectories(folder.resolve("refs"));
        Files.createDirectories(folder.resolve(".no_exist").resolve(COMMIT));
        Files.createFile(folder.resolve(".no_exist").resolve(COMMIT).resolve("adapter_config.json"));
        Files.createDirectories(root.resolve(".locks").resolve("models--Qwen--Qwen2.5-0.5B-Instruct"));
        Files.createDirectories(root.resolve("datasets--cais--mmlu"));
        Files.writeString(root.resolve("version.txt"), "1");
        Files.writeString(folder.resolve("refs/main"), COMMIT);
        add("config.json", "0dbb161213629a23f0fc00ef286e6b1e366d180f", "{}");
        add("model.safetensors", "fdf756fa7fcbe7404d5c60e26bff1a0c8b8aa1f72ced49e7dd0210fe288fb7fe", "weights");
    }

    private void add(String name, String blob, String content) throws IOException {
        Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(COMMIT));
        Files.writeString(Files.createDirectories(folder.resolve("blobs")).resolve(blob), content);
        Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", blob));
    }

    @Test
    void model_that_python_downloaded_is_found() {
        Path snapshot = folder.resolve("snapshots").resolve(COMMIT);

        assertThat(cache.find(MODEL)).contains(snapshot);
        assertThat(cache.find(MODEL, new Revision(COMMIT))).contains(snapshot);
        assertThat(cache.find(MODEL, new Revision("v1.0"))).isEmpty();
    }

    @Test
    void model_of_which_python_fetched_the_small_files_only_is_not_found() throws IOException {
        Files.delete(folder.resolve("snapshots").resolve(COMMIT).resolve("model.safetensors"));

        assertThat(cache.find(MODEL)).isEmpty();
        assertThat(cache.list()).singleElement().returns(false, CachedModel::complete);
    }

    @Test
    void model_in_shards_is_found_when_all_of_them_are_there() throws IOException {
        Path snapshot = folder.resolve("snapshots").resolve(COMMIT);
        Files.delete(snapshot.resolve("model.safetensors"));
        add("model.safetensors.index.json", "a".repeat(40), """
                {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""");
        add("model-00001-of-00002.safetensors", "b".repeat(64), "one");
        assertThat(cache.find(MODEL)).isEmpty();

        add("model-00002-of-00002.safetensors", "c".repeat(64), "two");

        assertThat(cache.find(MODEL)).contains(snapshot);
    }

    @Test
    void list_names_models_and_what_they_take() {
        assertThat(cache.list()).singleElement().satisfies(model -> {
            assertThat(model.name()).isEqualTo(MODEL);
            assertThat(model.commits()).containsExactly(COMMIT);
            assertThat(model.bytes()).isEqualTo("{}".length() + "weights".length() + COMMIT.length());
            assertThat(model.complete()).isTrue();
        });
    }

    @Test
    void cache_that_does_not_exist_is_empty() {
        HubCache none = new HubCache(Hub.HUGGING_FACE, root.resolve("gone"));

        assertThat(none.list()).isEmpty();
        assertThat(none.find(MODEL)).isEmpty();
        assertThat(none.remove(MODEL)).isEmpty();
    }

    @Test
    void remove_deletes_the_model_and_nothing_that_its_links_lead_to() throws IOException {
        Path elsewhere = Files.writeString(root.resolve("precious.txt"), "keep");
        Files.createSymbolicLink(folder.resolve("snapshots").resolve(COMMIT).resolve("link.json"), elsewhere);

        assertThat(cache.remove(MODEL)).isPresent();

        assertThat(folder).doesNotExist();
        assertThat(elsewhere).hasContent("keep");
        assertThat(root.resolve("datasets--cais--mmlu")).exists();
        assertThat(cache.remove(MODEL)).isEmpty();
    }
}
