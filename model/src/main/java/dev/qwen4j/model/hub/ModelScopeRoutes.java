package dev.qwen4j.model.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The routes of ModelScope, as its Python client uses them ({@code modelscope_hub}, {@code _legacy_api.py}): one listing
 * gives path, length and SHA-256 of every file, and a file is asked for by revision and path.
 *
 * <p>The listing does not reliably say which commit it shows: {@code LatestCommitter.Id} has been seen empty. So the
 * state of the files is named by what they are, with a digest of the listing, and a branch that moves while its files
 * are fetched is noticed by their hashes. Not certain, for want of documentation: whether a commit is taken as a
 * revision (passed on as it is), whether every file of an old model has a SHA-256 (one without is refused, because
 * nothing could be checked), and which status a private model has (401, 403 and 404 all name the ways out).
 */
record ModelScopeRoutes(HubPlace place) implements HubRoutes {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int STATE_DIGITS = 40; // as many as a commit's, so that it is told from a branch

    /** Both forms that the Python client sends, the older routes knowing only the cookie. */
    @Override
    public Map<String, String> credentials() {
        return place.token() == null
                ? Map.of()
                : Map.of("Authorization", "Bearer " + place.token(), "Cookie", "m_session_id=" + place.token());
    }

    @Override
    public Listing list(HubClient client, ModelName model, Revision revision) throws InterruptedException {
        URI address = address(model, "/files?Recursive=True&Revision=" + HubClient.encode(revision.text()));
        JsonNode root = client.list(model, address);
        if (!root.path("Success").asBoolean(true)) {
            throw new HubException(model + ": the hub lists no revision '" + revision + "', it says '"
                    + printable(root.path("Message").asText()) + "': check the name and the revision");
        }
        JsonNode data = root.path("Data");
        JsonNode entries = data.path("Files");
        if (!entries.isArray()) {
            throw new HubException(client.notAListing(address));
        }
        if (data.path("TotalCount").asInt() > entries.size()) {
            throw new HubException(address + ": the hub lists only " + entries.size() + " of "
                    + data.path("TotalCount").asInt() + " files: check MODELSCOPE_ENDPOINT");
        }
        Map<String, Listing.Inquiry> files = new LinkedHashMap<>();
        Map<String, String> digests = new TreeMap<>();
        for (JsonNode entry : entries) {
            if (!entry.path("Type").asText().equals("tree")) {
                String name = entry.path("Path").asText();
                String sha256 = entry.path("Sha256").asText().toLowerCase(Locale.ROOT);
                long size = entry.path("Size").asLong(-1);
                files.put(name, () -> describe(model, revision, name, sha256, size));
                digests.put(name, sha256 + " " + size);
            }
        }
        return new Listing(state(digests), files);
    }

    private RemoteFile describe(ModelName model, Revision revision, String file, String sha256, long size) {
        URI address = address(
                model, "?Revision=" + HubClient.encode(revision.text()) + "&FilePath=" + HubClient.encode(file));
        if (!SHA256.matcher(sha256).matches()) {
            throw new HubException(address + ": the hub gives '" + printable(sha256)
                    + "' as its SHA-256, so what it sends could not be checked: name another revision, or download the"
                    + " folder by other means and give that");
        }
        return new RemoteFile(model.hub(), file, address, sha256, size);
    }

    private static String state(Map<String, String> digests) {
        MessageDigest digest = PartFile.sha("SHA-256");
        digests.forEach(
                (name, content) -> digest.update((name + "\0" + content + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest()).substring(0, STATE_DIGITS);
    }

    /** The SHA-256 is the hub's, but nobody says that it is also the server's ETag. */
    @Override
    @Nullable
    public String validator(RemoteFile file) {
        return null;
    }

    @Override
    public boolean describesFile(HttpResponse<?> redirect) {
        return false;
    }

    @Override
    public HubException refusal(HttpResponse<?> response, ModelName model) {
        int status = response.statusCode();
        return switch (status) {
            case 401, 403 ->
                new HubException(model + ": the hub does not give it to "
                        + (place.token() == null ? "strangers" : "the owner of the token") + " (" + status
                        + "): check the name, and set MODELSCOPE_API_TOKEN to a valid token of an account that may"
                        + " read it");
            case 404 ->
                new HubException(
                        model + ": the hub has no such model, revision or file, or does not show it (404): see "
                                + place.endpoint() + "/models/" + model.path()
                                + "; names differ between hubs, also in upper and lower case");
            default ->
                new HubException(
                        response.uri() + ": the hub answered with status " + status + ": check MODELSCOPE_ENDPOINT");
        };
    }

    private URI address(ModelName model, String rest) {
        return URI.create(place.endpoint() + "/api/v1/models/" + model.path() + "/repo" + rest);
    }

    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= 200 ? clean : clean.substring(0, 200) + "...";
    }
}
