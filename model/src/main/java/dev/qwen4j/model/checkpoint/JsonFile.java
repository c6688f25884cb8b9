package dev.qwen4j.model.checkpoint;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's JSON file, read key by key; every complaint is a {@link ModelException} that names the file and the key.
 *
 * <p>Where a method takes several spellings of a key, the first one that is present and not null counts.
 */
public final class JsonFile {
    private static final long LIMIT_BYTES = 64L << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final ObjectNode root;

    /** Where {@code root} lies in the file: empty, or {@code key.} of a nested object. */
    private final String path;

    private JsonFile(Path file, ObjectNode root, String path) {
        this.file = file;
        this.root = root;
        this.path = path;
    }

    /** Reads a file that must be there and hold one JSON object. */
    public static JsonFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": the file is missing; download the checkpoint again, all its files");
        }
        try {
            long size = Files.size(file);
            if (size > LIMIT_BYTES) {
                throw new ModelException(
                        file + ": has " + size + " bytes but at most " + LIMIT_BYTES + " are read; is it JSON?");
            }
            try (JsonParser parser = MAPPER.createParser(Files.readAllBytes(file))) {
                return new JsonFile(file, object(file, parser), "");
            }
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    private static ObjectNode object(Path file, JsonParser parser) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(parser);
            if (parser.nextToken() != null) {
                throw new ModelException(file + ": not valid JSON at byte "
                        + parser.currentTokenLocation().getByteOffset() + ": text after the object");
            }
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw new ModelException(file + ": must hold one JSON object");
        } catch (JsonProcessingException e) {
            // What is beyond the parser's own limits comes without a location.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            throw new ModelException(
                    file + ": not valid JSON at byte " + at.getByteOffset() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #read}, but empty where there is no such file. */
    public static Optional<JsonFile> readIfPresent(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** The value of the first spelling that is present and not null; null if none is. */
    public @Nullable JsonNode value(String... spellings) {
        String key = spelling(spellings);
        return root.hasNonNull(key) ? root.get(key) : null;
    }

    /** The object that is the value of {@code key}; empty if that is absent or null. Complaints name both keys. */
    Optional<JsonFile> object(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(key, "must be an object", value);
        }
        return Optional.of(new JsonFile(file, object, path + key + "."));
    }

    /** Every key with its value, in the order of the file. */
    public Set<Map.Entry<String, JsonNode>> entries() {
        return root.properties();
    }

    /** The spelling that this file uses; the first one if it uses none. */
    private String spelling(String... spellings) {
        for (String key : spellings) {
            if (root.hasNonNull(key)) {
                return key;
            }
        }
        return spellings[0];
    }

    int positiveInt(String... spellings) {
        String key = spelling(spellings);
        if (!root.hasNonNull(key)) {
            throw new ModelException(file + ": '" + path + String.join("' or '" + path, spellings) + "' is missing");
        }
        JsonNode value = root.get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw wrong(key, "must be a positive integer", value);
        }
        return value.intValue();
    }

    /** A size: what is made of it must not overflow, nor take memory before the weights have confirmed it. */
    int positiveIntUpTo(int limit, String... spellings) {
        int value = positiveInt(spellings);
        if (value > limit) {
            throw wrong(spelling(spellings), "must be at most " + limit, value);
        }
        return value;
    }

    int positiveIntOr(int absent, String... spellings) {
        return value(spellings) == null ? absent : positiveInt(spellings);
    }

    /** A whole number from 0 on. */
    int countOr(int absent, String key) {
        JsonNode value = value(key);
        return value != null && value.isInt() && value.intValue() == 0 ? 0 : positiveIntOr(absent, key);
    }

    double positiveDouble(String key) {
        if (value(key) == null) {
            throw new ModelException(file + ": '" + path + key + "' is missing");
        }
        return positiveDoubleOr(Double.NaN, key);
    }

    double positiveDoubleOr(double absent, String... spellings) {
        JsonNode value = value(spellings);
        if (value == null) {
            return absent;
        }
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw wrong(spelling(spellings), "must be a positive number", value);
        }
        return value.doubleValue();
    }

    boolean flagOr(boolean absent, String key) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw wrong(key, "must be true or false", value);
        }
        return value.booleanValue();
    }

    /** The complaint that {@code key} has a value that breaks {@code rule}. */
    public ModelException wrong(String key, String rule, Object value) {
        String shown = value.toString();
        return new ModelException(file + ": '" + path + key + "' " + rule + " but is "
                + (shown.length() > 200 ? shown.substring(0, 200) + "..." : shown));
    }

    /** The complaint that {@code feature} is not supported. */
    ModelException unsupported(String feature) {
        return new ModelException(file + ": " + feature);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
