package dev.qwen4j.interpreter.plot;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fonts of this machine: DejaVu Sans where it is installed, otherwise Java's sans serif; for text it has no letters for,
 * such as Chinese, the first installed font that has them. Without one the text is drawn with empty boxes and remembered.
 */
final class Fonts {
    static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private static final List<String> PREFERRED = List.of("DejaVu Sans", "Liberation Sans", "Arial", "Helvetica");
    private static final List<String> CHINESE = List.of(
            "Noto Sans CJK SC",
            "Noto Sans SC",
            "Source Han Sans SC",
            "Source Han Sans CN",
            "WenQuanYi Micro Hei",
            "WenQuanYi Zen Hei",
            "Microsoft YaHei",
            "SimHei",
            "PingFang SC",
            "Droid Sans Fallback");

    private static @Nullable List<String> families;
    private static final Map<Character.UnicodeScript, String> FAMILY_OF_SCRIPT = new HashMap<>();

    private final TreeSet<String> withoutFont = new TreeSet<>();

    Font font(String text, double size, boolean bold, boolean italic) {
        int style = (bold ? Font.BOLD : 0) | (italic ? Font.ITALIC : 0);
        Font usual = new Font(usual(), style, 1);
        int missing = usual.canDisplayUpTo(text);
        if (missing >= 0) {
            Font other = new Font(familyFor(text.codePointAt(missing)), style, 1);
            if (other.canDisplayUpTo(text) >= 0) {
                withoutFont.add(text);
            }
            usual = other;
        }
        return usual.deriveFont((float) size);
    }

    /** Texts that no font of this machine has all letters for. */
    List<String> withoutFont() {
        return List.copyOf(withoutFont);
    }

    static Rectangle2D bounds(String text, Font font) {
        return font.getStringBounds(text, CONTEXT);
    }

    private static synchronized List<String> families() {
        List<String> known = families;
        if (known == null) {
            known = Arrays.asList(
                    GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
            families = known;
        }
        return known;
    }

    private static String usual() {
        return PREFERRED.stream().filter(families()::contains).findFirst().orElse(Font.SANS_SERIF);
    }

    private static synchronized String familyFor(int character) {
        return FAMILY_OF_SCRIPT.computeIfAbsent(Character.UnicodeScript.of(character), script -> {
            for (List<String> names : List.of(CHINESE, families())) {
                for (String name : names) {
                    if (families().contains(name) && new Font(name, Font.PLAIN, 1).canDisplay(character)) {
                        return name;
                    }
                }
            }
            return Objects.requireNonNull(usual());
        });
    }
}
