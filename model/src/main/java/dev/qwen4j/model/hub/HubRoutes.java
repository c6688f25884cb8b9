package dev.qwen4j.model.hub;

import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a hub has of its own: addresses, answers and words. Everything else of a download is the same for all. */
interface HubRoutes {
    static HubRoutes of(Hub hub, HubPlace place) {
        return switch (hub) {
            case HUGGING_FACE -> new HuggingFaceRoutes(place);
            case MODELSCOPE -> new ModelScopeRoutes(place);
        };
    }

    /** The headers that say who asks. Sent to the endpoint only. */
    Map<String, String> credentials();

    /** Asks which files {@code revision} has. */
    Listing list(HubClient client, ModelName model, Revision revision) throws InterruptedException;

    /** What {@code If-Range} takes for {@code file}; null if the hub does not say how its server names the content. */
    @Nullable
    String validator(RemoteFile file);

    /** Whether a redirect says already what was asked about a file, so that it need not be followed. */
    boolean describesFile(HttpResponse<?> redirect);

    /** What to tell the user about an answer that is final and not what was asked for. */
    HubException refusal(HttpResponse<?> response, ModelName model);
}
