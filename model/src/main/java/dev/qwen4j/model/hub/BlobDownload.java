package dev.qwen4j.model.hub;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches one file: appends to what an earlier attempt left, checks length and hash, and only then gives the blob its
 * name. Used once, under the blob's lock.
 */
final class BlobDownload {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final HubClient client;
    private final Patience patience;
    private final Duration silence;
    private final PullListener listener;
    private final ModelName model;
    private final RemoteFile file;
    private long received;

    /** @param silence how long the hub may send nothing */
    BlobDownload(
            HubClient client,
            Patience patience,
            Duration silence,
            PullListener listener,
            ModelName model,
            RemoteFile file) {
        this.client = client;
        this.patience = patience;
        this.silence = silence;
        this.listener = listener;
        this.model = model;
        this.file = file;
    }

    /** Fetches the file by way of {@code unfinished} to {@code blob}; returns how many bytes were received. */
    long run(Path unfinished, Path blob) throws InterruptedException {
        try (PartFile part = PartFile.open(model.hub(), unfinished)) {
            if (part.size() > file.size()) {
                part.startOver();
            }
            long present = part.size();
            listener.started(file.name(), present, file.size());
            complete(part);
            if (present > 0 && !part.has(file.etag())) { // what was left here may be at fault, rather than the hub
                part.startOver();
                complete(part);
            }
            if (!part.has(file.etag())) {
                part.startOver();
                throw new HubException(file + ": what was received is not what the hub announced, its hash is not "
                        + file.etag() + ", so it was thrown away: run it again, or set "
                        + model.hub().endpointVariable() + " to another mirror");
            }
            part.publish(blob);
            return received;
        }
    }

    private void complete(PartFile part) throws InterruptedException {
        while (part.size() < file.size()) {
            try {
                fetchRest(part);
            } catch (IOException e) { // of the network only
                patience.afterFailure(file.toString(), e);
            }
        }
    }

    private void fetchRest(PartFile part) throws IOException, InterruptedException {
        long position = part.size();
        HttpResponse<BodyChunks> response = client.open(model, file, position);
        try (BodyChunks body = response.body()) {
            switch (response.statusCode()) {
                case 206 -> checkRange(response, position);
                case 416 -> {
                    part.startOver();
                    throw new IOException("the hub does not continue at byte " + position);
                }
                default -> {
                    checkLength(response);
                    part.startOver();
                }
            }
            append(body, part);
        }
    }

    private void append(BodyChunks body, PartFile part) throws IOException, InterruptedException {
        for (List<ByteBuffer> chunk = body.next(silence); chunk != null; chunk = body.next(silence)) {
            for (ByteBuffer bytes : chunk) {
                received += bytes.remaining();
                if (part.size() + bytes.remaining() > file.size()) {
                    part.startOver();
                    throw wrongLength("more than that");
                }
                part.append(bytes);
            }
            patience.renew();
            listener.progressed(file.name(), part.size(), file.size());
        }
        if (part.size() < file.size()) {
            throw new IOException("the connection ended after " + part.size() + " bytes");
        }
    }

    private void checkRange(HttpResponse<?> response, long position) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        Matcher parts = CONTENT_RANGE.matcher(range);
        if (!parts.matches() || Long.parseLong(parts.group(1)) != position) {
            throw new HubException(file + ": asked to continue at byte " + position + " the hub answered with '" + range
                    + "': set " + model.hub().endpointVariable()
                    + " to another mirror, or delete the unfinished file in the cache");
        }
        if (!parts.group(2).equals("*") && Long.parseLong(parts.group(2)) != file.size()) {
            throw wrongLength(parts.group(2));
        }
    }

    private void checkLength(HttpResponse<?> response) {
        String length = response.headers().firstValue("Content-Length").orElse("");
        if (!length.isEmpty() && !length.equals(Long.toString(file.size()))) {
            throw wrongLength(length);
        }
    }

    private HubException wrongLength(String sent) {
        return new HubException(file + ": the hub sends " + sent + ", not the length that it announced: set "
                + model.hub().endpointVariable() + " to another mirror");
    }
}
