package dev.qwen4j.model.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the hub calls a model, {@code Qwen/Qwen2.5-0.5B-Instruct}.
 *
 * @param owner the user or organization
 */
public record ModelName(String owner, String model) {
    private static final String MODELSCOPE = "modelscope:";
    private static final String PART = "[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?!\\.)){0,95}";
    private static final Pattern NAME = Pattern.compile("(" + PART + ")/(" + PART + ")");
    private static final Pattern FOLDER = Pattern.compile("models--((?:(?!--).)+)--(.+)");

    public ModelName {
        checkPart("owner", owner);
        checkPart("model", model);
    }

    /**
     * Reads {@code OWNER/MODEL}.
     *
     * @throws IllegalArgumentException if {@code text} is no such name, or names a model of ModelScope, which is not
     *     supported
     */
    public static ModelName parse(String text) {
        if (text.startsWith(MODELSCOPE)) {
            throw new IllegalArgumentException("models of ModelScope cannot be pulled: use the Hugging Face name of '"
                    + text.substring(MODELSCOPE.length()) + "', with HF_ENDPOINT set to a mirror if need be, or give"
                    + " the folder of a downloaded checkpoint");
        }
        Matcher name = NAME.matcher(text);
        if (!name.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the name of a model: give OWNER/MODEL, like Qwen/Qwen2.5-0.5B-Instruct");
        }
        return new ModelName(name.group(1), name.group(2));
    }

    /** Whether {@code text} is meant as a name, rather than as a path: {@link #parse} has the last word. */
    public static boolean looksLike(String text) {
        return text.startsWith(MODELSCOPE) || NAME.matcher(text).matches();
    }

    /** The model that a folder of the cache belongs to; empty for other folders. */
    static Optional<ModelName> ofFolder(String folder) {
        Matcher parts = FOLDER.matcher(folder);
        return parts.matches() && looksLike(parts.group(1) + "/" + parts.group(2))
                ? Optional.of(new ModelName(parts.group(1), parts.group(2)))
                : Optional.empty();
    }

    /** The folder of the cache that belongs to the model. */
    String folder() {
        return "models--" + owner + "--" + model;
    }

    private static void checkPart(String what, String value) {
        if (!value.matches(PART)) {
            throw new IllegalArgumentException(
                    what + " must be letters, digits, '-', '_' and single '.' but is '" + value + "'");
        }
    }

    @Override
    public String toString() {
        return owner + "/" + model;
    }
}
