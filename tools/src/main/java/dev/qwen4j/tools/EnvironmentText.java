package dev.qwen4j.tools;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills variables of the environment into texts of configuration files: {@code ${NAME}} and {@code ${NAME:-default}}, as
 * {@code mcpServers} files have them, so that keys need not stand in the files.
 */
public final class EnvironmentText {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

    private final UnaryOperator<@Nullable String> environment;

    /** @param environment gives the value of a variable, null if it is not set */
    public EnvironmentText(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The text with its variables filled in.
     *
     * @throws IllegalArgumentException if one is not set and has no default; the message names it
     */
    public String expand(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = environment.apply(found.group(1));
            String filled = value == null ? found.group(2) : value;
            if (filled == null) {
                throw new IllegalArgumentException("uses the variable " + found.group(1) + ", which is not set");
            }
            return Matcher.quoteReplacement(filled);
        });
    }
}
