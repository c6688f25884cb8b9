package dev.qwen4j.model.hub;

import java.nio.file.Path;

/**
 * What a pull came to.
 *
 * @param folder holds the files, under their names
 * @param commit names this state of the files for ever; a commit of the Hugging Face hub, but a digest of the names,
 *     lengths and hashes of the files at ModelScope, which this cache knows and the hub does not
 * @param files how many there are
 * @param bytesFetched what was received, which is 0 if the cache had them all
 */
public record Pulled(Path folder, String commit, int files, long bytesFetched) {}
