package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a safetensors header says of one tensor.
 *
 * @param begin offset of the first byte, counted from the end of the header
 * @param end offset after the last byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TensorHeader(ElementType type, long[] shape, long begin, long end) {
    private static final int TENSOR_LIMIT = 100_000;
    private static final int RANK_LIMIT = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    long bytes() {
        return end - begin;
    }

    /**
     * The tensors of a header by name, in its order, after every check that needs no data: reading any of them stays
     * within the {@code dataBytes} that follow, and together they are exactly those bytes.
     *
     * @param headerStart offset of {@code header} in {@code file}, for messages
     */
    static Map<String, TensorHeader> parse(Path file, byte[] header, long headerStart, long dataBytes) {
        Map<String, TensorHeader> tensors = new Reader(file, header, headerStart).read();
        checkCoverage(file, tensors, headerStart + header.length, dataBytes);
        return Collections.unmodifiableMap(tensors);
    }

    /** No overlap, no hole, nothing beyond the end. */
    private static void checkCoverage(Path file, Map<String, TensorHeader> tensors, long dataStart, long dataBytes) {
        List<Map.Entry<String, TensorHeader>> inOrder = new ArrayList<>(tensors.entrySet());
        inOrder.sort(Comparator.comparingLong((Map.Entry<String, TensorHeader> entry) ->
                        entry.getValue().begin())
                .thenComparingLong(entry -> entry.getValue().end()));
        long covered = 0;
        for (Map.Entry<String, TensorHeader> entry : inOrder) {
            TensorHeader tensor = entry.getValue();
            if (tensor.begin() != covered) {
                throw new ModelException(file + ": offset " + (dataStart + Math.min(tensor.begin(), covered)) + ": "
                        + (tensor.begin() < covered ? "an overlap" : "a hole") + " before tensor '" + entry.getKey()
                        + "', which begins at data offset " + tensor.begin() + " where " + covered + " is due");
            }
            if (tensor.end() > dataBytes) {
                throw new ModelException(file + ": offset " + (dataStart + tensor.begin()) + ": tensor '"
                        + entry.getKey() + "' ends at data offset " + tensor.end() + " but the file has only "
                        + dataBytes + " bytes of data; the download is probably incomplete");
            }
            covered = tensor.end();
        }
        if (covered != dataBytes) {
            throw new ModelException(file + ": offset " + (dataStart + covered) + ": " + (dataBytes - covered)
                    + " bytes belong to no tensor");
        }
    }

    /** One pass over the JSON text, so that a bloated header is refused before it is held in memory. */
    private static final class Reader {
        private final Path file;
        private final byte[] header;
        private final long headerStart;

        Reader(Path file, byte[] header, long headerStart) {
            this.file = file;
            this.header = header;
            this.headerStart = headerStart;
        }

        Map<String, TensorHeader> read() {
            if (header[0] != '{') {
                throw new ModelException(file + ": offset " + headerStart
                        + ": the header must begin with '{'; is this a safetensors file?");
            }
            if (header[1] == 0) { // or else the parser takes it for UTF-16
                throw new ModelException(
                        file + ": offset " + (headerStart + 1) + ": the header must be UTF-8 but its second byte is 0");
            }
            try (JsonParser parser = JSON.createParser(header)) {
                return read(parser);
            } catch (IOException e) {
                throw new ModelException(file + ": the header cannot be read: " + e, e);
            }
        }

        private Map<String, TensorHeader> read(JsonParser parser) throws IOException {
            try {
                Map<String, TensorHeader> tensors = new LinkedHashMap<>();
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.equals("__metadata__")) {
                        parser.skipChildren();
                    } else if (tensors.size() == TENSOR_LIMIT) {
                        throw fault(parser, "more than " + TENSOR_LIMIT + " tensors");
                    } else {
                        tensors.put(name, tensor(parser, name));
                    }
                }
                if (parser.nextToken() != null) {
                    throw fault(parser, "text after the header's object");
                }
                return tensors;
            } catch (JsonProcessingException e) {
                // What is beyond the parser's own limits comes without a location.
                JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw new ModelException(
                        file + ": offset " + (headerStart + at.getByteOffset()) + ": the header is not valid: "
                                + e.getOriginalMessage(),
                        e);
            }
        }

        private TensorHeader tensor(JsonParser parser, String name) throws IOException {
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                throw fault(parser, "tensor '" + name + "' must be a JSON object");
            }
            @Nullable ElementType type = null;
            long @Nullable [] shape = null;
            long @Nullable [] offsets = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                switch (key) {
                    case "dtype" -> type = type(parser, name);
                    case "shape" -> shape = numbers(parser, name, key);
                    case "data_offsets" -> offsets = numbers(parser, name, key);
                    default -> throw fault(parser, "tensor '" + name + "' has the unknown key '" + key + "'");
                }
            }
            if (type == null || shape == null || offsets == null || offsets.length != 2) {
                throw fault(parser, "tensor '" + name + "' must have dtype, shape and two data_offsets");
            }
            if (offsets[0] > offsets[1]) {
                throw fault(parser, "tensor '" + name + "' ends before it begins: " + Arrays.toString(offsets));
            }
            long bytes = byteLength(parser, name, type, shape);
            if (bytes != offsets[1] - offsets[0]) {
                throw fault(
                        parser,
                        "tensor '" + name + "' of " + type + Arrays.toString(shape) + " needs " + bytes
                                + " bytes but data_offsets give " + (offsets[1] - offsets[0]));
            }
            return new TensorHeader(type, shape, offsets[0], offsets[1]);
        }

        private long byteLength(JsonParser parser, String name, ElementType type, long[] shape) {
            try {
                long bytes = type.bytes();
                for (long dimension : shape) {
                    bytes = Math.multiplyExact(bytes, dimension);
                }
                return bytes;
            } catch (ArithmeticException e) {
                throw fault(parser, "tensor '" + name + "' is impossibly large: " + Arrays.toString(shape));
            }
        }

        private ElementType type(JsonParser parser, String name) throws IOException {
            String spelling = String.valueOf(parser.getValueAsString());
            for (ElementType known : ElementType.values()) {
                if (known.name().equals(spelling)) {
                    return known;
                }
            }
            throw fault(
                    parser,
                    "tensor '" + name + "' has the unknown dtype '" + spelling + "'; known are "
                            + Arrays.toString(ElementType.values()));
        }

        private long[] numbers(JsonParser parser, String name, String key) throws IOException {
            String rule = "tensor '" + name + "': " + key + " must be at most " + RANK_LIMIT + " whole numbers from 0";
            if (!parser.hasToken(JsonToken.START_ARRAY)) {
                throw fault(parser, rule);
            }
            long[] values = new long[RANK_LIMIT];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                boolean fits = parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                        && parser.getLongValue() >= 0;
                if (!fits || count == RANK_LIMIT) {
                    throw fault(parser, rule);
                }
                values[count++] = parser.getLongValue();
            }
            return Arrays.copyOf(values, count);
        }

        private ModelException fault(JsonParser parser, String what) {
            return new ModelException(file + ": offset "
                    + (headerStart + parser.currentTokenLocation().getByteOffset()) + ": " + what);
        }
    }
}
