package dev.qwen4j.model.hub;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A file of one commit, as the hub describes it.
 *
 * @param etag what its content is called: the SHA-256 of a large file, git's SHA-1 of a small one
 * @param size bytes
 */
record RemoteFile(Hub hub, String name, URI address, String etag, long size) {
    private static final long MAX_BYTES = 1L << 50; // sums of such sizes do not overflow
    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");

    RemoteFile {
        if (!ETAG.matcher(etag).matches()) { // it becomes the name of a file
            throw new HubException(address + ": the hub calls the content '" + etag
                    + "', which is no ETag to name a file by: check " + hub.endpointVariable());
        }
        if (size < 0 || size > MAX_BYTES) {
            throw new HubException(
                    address + ": the hub says that it has " + size + " bytes: check " + hub.endpointVariable());
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        return address + " (" + size + " bytes)";
    }
}
