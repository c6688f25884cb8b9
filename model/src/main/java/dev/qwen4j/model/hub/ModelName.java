package dev.qwen4j.model.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a hub calls a model: {@code Qwen/Qwen2.5-0.5B-Instruct}, or {@code modelscope:Qwen/Qwen-7B-Chat}.
 *
 * @param owner the user or organization
 */
public record ModelName(Hub hub, String owner, String model) {
    private static final String PART = "[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
    private static final Pattern NAME = Pattern.compile("(modelscope:)?(" + PART + ")/(" + PART + ")");
    private static final Pattern FOLDER = Pattern.compile("models--((?:(?!--).)+)--(.+)");

    public ModelName {
        checkPart("owner", owner);
        checkPart("model", model);
    }

    /**
     * Reads {@code OWNER/MODEL} or {@code modelscope:OWNER/MODEL}.
     *
     * @throws IllegalArgumentException if {@code text} is no such name
     */
    public static ModelName parse(String text) {
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not the name of a model: give OWNER/MODEL, like"
                    + " Qwen/Qwen2.5-0.5B-Instruct, or modelscope:OWNER/MODEL");
        }
        return new ModelName(name.group(1) == null ? Hub.HUGGING_FACE : Hub.MODELSCOPE, name.group(2), name.group(3));
    }

    /** The model that a folder of a hub's cache belongs to; empty for other folders. */
    static Optional<ModelName> ofFolder(Hub hub, String folder) {
        Matcher parts = FOLDER.matcher(folder);
        return parts.matches() && parts.group(1).matches(PART) && parts.group(2).matches(PART)
                ? Optional.of(new ModelName(hub, parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    /** The folder of the hub's cache that belongs to the model. */
    String folder() {
        return "models--" + owner + "--" + model;
    }

    /** Without the hub, as in the hub's addresses. */
    String path() {
        return owner + "/" + model;
    }

    private static void checkPart(String what, String value) {
        if (!value.matches(PART)) {
            throw new IllegalArgumentException(
                    what + " must be letters, digits, '-', '_' and single '.' but is '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return hub.prefix() + path();
    }
}
