package dev.qwen4j.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The routes of the Hugging Face hub and its mirrors. A revision is resolved to a commit first and files are asked for
 * by commit, one {@code HEAD} each; a large file is a redirect that names its SHA-256, a small one has git's SHA-1 as
 * its ETag.
 */
record HuggingFaceRoutes(HubPlace place) implements HubRoutes {
    @Override
    public Map<String, String> credentials() {
        return place.token() == null ? Map.of() : Map.of("Authorization", "Bearer " + place.token());
    }

    @Override
    public Listing list(HubClient client, ModelName model, Revision revision) throws InterruptedException {
        URI address = URI.create(
                place.endpoint() + "/api/models/" + model.path() + "/revision/" + HubClient.encode(revision.text()));
        JsonNode root = client.list(model, address);
        String commit = root.path("sha").asText();
        if (!Revision.isCommit(commit)) {
            throw new HubException(client.notAListing(address));
        }
        Map<String, Listing.Inquiry> files = new LinkedHashMap<>();
        for (JsonNode file : root.path("siblings")) {
            String name = file.path("rfilename").asText();
            files.put(name, () -> inspect(client, model, commit, name));
        }
        return new Listing(commit, files);
    }

    private RemoteFile inspect(HubClient client, ModelName model, String commit, String file)
            throws InterruptedException {
        URI address =
                URI.create(place.endpoint() + "/" + model.path() + "/resolve/" + commit + "/" + HubClient.encode(file));
        HttpHeaders headers = client.head(model, address);
        return new RemoteFile(model.hub(), file, address, etag(address, headers), size(address, headers));
    }

    @Override
    public String validator(RemoteFile file) {
        return '"' + file.etag() + '"';
    }

    @Override
    public boolean describesFile(HttpResponse<?> redirect) {
        return redirect.headers().firstValue("X-Linked-Etag").isPresent()
                && redirect.headers().firstValue("X-Linked-Size").isPresent();
    }

    @Override
    public HubException refusal(HttpResponse<?> response, ModelName model) {
        int status = response.statusCode();
        String code = response.headers().firstValue("X-Error-Code").orElse("");
        String page = place.endpoint() + "/" + model.path();
        if (code.equals("GatedRepo") || status == 403) {
            return new HubException(model + ": the hub grants access on request only (" + status
                    + "): accept the terms at " + page + " and set HF_TOKEN to a token of that account");
        }
        return switch (status) {
            case 401 ->
                new HubException(model + ": the hub shows no such model "
                        + (place.token() == null
                                ? "to strangers (401): check the name; if the model is private, set HF_TOKEN"
                                : "to the owner of the token (401): check the name, and that HF_TOKEN is still valid"));
            case 404 ->
                new HubException(model + ": the hub has no such "
                        + switch (code) {
                            case "RevisionNotFound" -> "revision";
                            case "EntryNotFound" -> "file";
                            default -> "model";
                        }
                        + " (404): see " + page);
            default ->
                new HubException(response.uri() + ": the hub answered with status " + status + ": check HF_ENDPOINT");
        };
    }

    private static String etag(URI address, HttpHeaders headers) {
        String etag = headers.firstValue("X-Linked-Etag")
                .or(() -> headers.firstValue("ETag"))
                .orElseThrow(() -> new HubException(address
                        + ": the answer has no ETag, so this is no model hub: check HF_ENDPOINT and the proxy"));
        return etag.replaceFirst("^W/", "").replace("\"", "");
    }

    private static long size(URI address, HttpHeaders headers) {
        String size = headers.firstValue("X-Linked-Size")
                .or(() -> headers.firstValue("Content-Length"))
                .orElse("nothing");
        try {
            return Long.parseLong(size);
        } catch (NumberFormatException e) {
            throw new HubException(address + ": the hub gives '" + size + "' as its length: check HF_ENDPOINT", e);
        }
    }
}
