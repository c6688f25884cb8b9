package dev.qwen4j.service.cli;

import dev.qwen4j.model.GenerationConfig;
import java.util.Locale;

/** Reads and writes a {@link GenerationConfig} under the names of {@code generation_config.json}. */
final class GenerationKeys {
    private GenerationKeys() {}

    /**
     * {@code config} with one value changed.
     *
     * @throws IllegalArgumentException if there is no such key, or the value is not of its type or range
     */
    static GenerationConfig with(GenerationConfig config, String key, String value) {
        try {
            return switch (key) {
                case "max_new_tokens" -> config.withMaxNewTokens(Integer.parseInt(value));
                case "do_sample" -> config.withDoSample(parseBoolean(value));
                case "temperature" -> config.withTemperature(Double.parseDouble(value));
                case "top_k" -> config.withTopK(Integer.parseInt(value));
                case "top_p" -> config.withTopP(Double.parseDouble(value));
                case "repetition_penalty" -> config.withRepetitionPenalty(Double.parseDouble(value));
                case "thinking_budget" -> config.withThinkingBudget(Integer.valueOf(value));
                case "seed" -> config.withSeed(Long.parseLong(value));
                default ->
                    throw new IllegalArgumentException(
                            "unknown key '" + key + "': use max_new_tokens, do_sample, temperature,"
                                    + " top_k, top_p, repetition_penalty, seed or thinking_budget");
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + value + "' is not a valid number for " + key, e);
        }
    }

    private static boolean parseBoolean(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("do_sample must be true or false but is '" + value + "'");
        };
    }

    /** All values, one {@code key=value} a line, as {@code :conf} reads them. */
    static String describe(GenerationConfig config) {
        return """
                max_new_tokens=%d
                do_sample=%b
                temperature=%s
                top_k=%d
                top_p=%s
                repetition_penalty=%s
                seed=%d
                thinking_budget=%s""".formatted(
                        config.maxNewTokens(),
                        config.doSample(),
                        config.temperature(),
                        config.topK(),
                        config.topP(),
                        config.repetitionPenalty(),
                        config.seed(),
                        config.thinkingBudget() == null ? "none" : config.thinkingBudget());
    }
}
