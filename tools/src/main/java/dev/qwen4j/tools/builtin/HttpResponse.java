package dev.qwen4j.tools.builtin;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The answer to one HTTP/1.1 request.
 *
 * @param headers by lower-case name; of several with one name the last
 * @param body decompressed, cut to what the reader asked for
 */
record HttpResponse(int status, String reason, Map<String, String> headers, byte[] body) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: (.*))?");
    private static final int MAX_HEADER_BYTES = 64 << 10;

    /** Reads from a connection that ends after the answer. */
    static HttpResponse read(InputStream connection, int maxBodyBytes) throws IOException {
        InputStream in = new BufferedInputStream(connection);
        int[] budget = {MAX_HEADER_BYTES};
        Matcher status = STATUS.matcher(line(in, budget));
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in, budget); !line.isEmpty(); line = line(in, budget)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        String reason = status.group(2) == null ? "" : status.group(2).strip();
        byte[] body = body(in, headers).readNBytes(maxBodyBytes);
        return new HttpResponse(Integer.parseInt(status.group(1)), reason, headers, body);
    }

    private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
        String transfer = headers.getOrDefault("transfer-encoding", "identity").toLowerCase(Locale.ROOT);
        InputStream framed;
        if (transfer.equals("chunked")) {
            framed = new Chunks(in);
        } else if (headers.containsKey("content-length")) {
            framed = new Limited(in, length(headers.getOrDefault("content-length", "")));
        } else {
            framed = in;
        }
        return switch (headers.getOrDefault("content-encoding", "identity").toLowerCase(Locale.ROOT)) {
            case "identity", "" -> framed;
            case "gzip", "x-gzip" -> new GZIPInputStream(framed);
            case String other -> throw new IOException("the answer is compressed as " + other);
        };
    }

    private static long length(String written) throws IOException {
        if (!written.matches("\\d{1,18}")) {
            throw new IOException("the answer's length is not a number");
        }
        return Long.parseLong(written);
    }

    /** One line without its end; {@code budget} is how many bytes lines may still take. */
    private static String line(InputStream in, int[] budget) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || --budget[0] < 0) {
                throw new IOException("the answer's head is " + (b < 0 ? "cut off" : "too long"));
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** The next {@code left} bytes of a stream. */
    private static class Limited extends InputStream {
        final InputStream in;
        long left;

        Limited(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the answer is cut off");
            }
            left -= count;
            return count;
        }
    }

    /** The chunked transfer coding of RFC 9112, without trailers. */
    private static final class Chunks extends Limited {
        private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,8})\\s*(;.*)?");
        private boolean started;
        private boolean ended;

        Chunks(InputStream in) {
            super(in, 0);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0 && !ended && length > 0) {
                next();
            }
            return length == 0 ? 0 : super.read(buffer, offset, length);
        }

        private void next() throws IOException {
            int[] budget = {MAX_HEADER_BYTES};
            if (started && !line(in, budget).isEmpty()) {
                throw new IOException("a chunk of the answer is longer than it says");
            }
            Matcher size = SIZE.matcher(line(in, budget));
            if (!size.matches()) {
                throw new IOException("a chunk of the answer has no length");
            }
            started = true;
            left = Long.parseLong(size.group(1), 16);
            ended = left == 0;
        }
    }
}
