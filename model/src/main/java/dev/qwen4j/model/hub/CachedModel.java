package dev.qwen4j.model.hub;

import java.util.List;

/**
 * What the cache holds of one model.
 *
 * @param commits the states whose files are there, all or some of them: commits, or what {@link Pulled#commit} says
 * @param bytes on disk, unfinished downloads included
 * @param complete whether {@link HubCache#find(ModelName)} finds it
 */
public record CachedModel(ModelName name, List<String> commits, long bytes, boolean complete) {
    public CachedModel {
        commits = List.copyOf(commits);
    }
}
