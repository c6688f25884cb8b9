package dev.qwen4j.model.hub;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a user says which model is meant: its name and, after {@code @}, a revision, as in
 * {@code Qwen/Qwen-7B-Chat@v1.0} or {@code modelscope:Qwen/Qwen-7B-Chat@v1.0.1}.
 *
 * @param named null if none is
 */
public record ModelReference(ModelName model, @Nullable Revision named) {
    private static final Pattern SHAPE = Pattern.compile("modelscope:.*|[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*(@.*)?");

    /**
     * Reads {@code NAME} or {@code NAME@REVISION}.
     *
     * @throws IllegalArgumentException if {@code text} is neither
     */
    public static ModelReference parse(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new ModelReference(ModelName.parse(text), null)
                : new ModelReference(ModelName.parse(text.substring(0, at)), new Revision(text.substring(at + 1)));
    }

    /** Whether {@code text} is meant as a name, rather than as a path: {@link #parse} has the last word. */
    public static boolean looksLike(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** The revision that is named, or else the hub's default branch. */
    public Revision revision() {
        return named == null ? model.hub().defaultRevision() : named;
    }

    @Override
    public String toString() {
        return named == null ? model.toString() : model + "@" + named;
    }
}
