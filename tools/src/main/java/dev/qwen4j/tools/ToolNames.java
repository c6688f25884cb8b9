package dev.qwen4j.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Which tool a model means by a name it wrote; never a merely similar one. Immutable. */
public final class ToolNames {
    /** What models put around or inside a name without meaning another name. */
    private static final Pattern DECORATION =
            Pattern.compile("[`'\"“”‘’«»()\\[\\]{}<>【】《》「」『』*_\\-\\\\\\s\\p{Z}\\p{Cf}]+");

    private static final Pattern AROUND = Pattern.compile("^[#@$/|•·+>\\p{So}]+|[.,;:!。，；：！、|]+$");
    private static final Pattern LIST_MARK = Pattern.compile("^\\d{1,2}[.)、]");

    private static final int LONGEST = 500;

    private final Map<String, ToolSpec> exact = new LinkedHashMap<>();

    /** @param tools whose names differ */
    public ToolNames(List<ToolSpec> tools) {
        tools.forEach(tool -> exact.put(tool.name(), tool));
    }

    /**
     * A tool that was meant.
     *
     * @param repairs what the name had to be read past
     */
    public record Match(ToolSpec tool, Set<Repair> repairs) {}

    /** The names as the model is told of them, in order. */
    public List<String> all() {
        return List.copyOf(exact.keySet());
    }

    /**
     * The tool called exactly {@code name}, else the only one whose name is equal but for letter case and decoration
     * (quotes, brackets, {@code _}, {@code -}, blanks, a full stop at the end), else the only such human name.
     */
    public Optional<Match> find(String name) {
        ToolSpec tool = exact.get(name.strip());
        if (tool != null) {
            return Optional.of(new Match(tool, Set.of()));
        }
        return only(name, ToolSpec::name, Repair.TOOL_NAME)
                .or(() -> only(name, ToolSpec::humanName, Repair.HUMAN_NAME));
    }

    private Optional<Match> only(String name, Function<ToolSpec, String> label, Repair repair) {
        String wanted = name.length() > LONGEST ? "" : bare(name);
        List<ToolSpec> matches = exact.values().stream()
                .filter(tool -> !wanted.isEmpty() && bare(label.apply(tool)).equals(wanted))
                .toList();
        return matches.size() == 1 ? Optional.of(new Match(matches.getFirst(), Set.of(repair))) : Optional.empty();
    }

    private static String bare(String name) {
        String plain = LIST_MARK.matcher(FullWidth.toAscii(name.strip())).replaceFirst("");
        String inner = AROUND.matcher(DECORATION.matcher(plain).replaceAll("")).replaceAll("");
        return inner.toLowerCase(Locale.ROOT);
    }

    /**
     * Whether {@code text} names one of the tools as a word of its own: by its name in any letter case, or its human name.
     */
    public boolean isAnyIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return exact.values().stream()
                .anyMatch(tool -> isWordOf(lower, tool.name().toLowerCase(Locale.ROOT))
                        || (!tool.humanName().isBlank() && isWordOf(text, tool.humanName())));
    }

    private static boolean isWordOf(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isNamePart(text.charAt(at - 1)))
                    && (end == text.length() || !isNamePart(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    /** Names may touch Chinese text, which has no blanks. */
    private static boolean isNamePart(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }
}
