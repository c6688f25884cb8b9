package dev.qwen4j.tools.builtin;

import dev.qwen4j.tools.FullWidth;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** Turns arithmetic as people and models type it into arithmetic as {@link Arithmetic} reads it. */
final class ExpressionText {
    /** Percent, after a number; {@code %} between two operands is the remainder. */
    static final String PERCENT = "#";

    /** One operator because EvalEx takes no sign after an operator that binds closer. */
    static final String NEGATIVE_POWER = "^-";

    private static final Pattern OF = Pattern.compile("(?i)(?<=%)\\s*of\\b");
    private static final Pattern MOD = Pattern.compile("(?i)(?<=[\\d)])\\s+mod\\s+(?=[\\d(])");
    private static final Pattern TIMES = Pattern.compile("(?<=[\\d)%])\\s*[xX]\\s*(?=[\\d(.])");
    private static final Pattern ROOT = Pattern.compile("√\\s*(\\d+(?:\\.\\d+)?)");
    private static final Pattern PERCENT_SIGN = Pattern.compile("%(?!\\s*[\\p{L}\\d(.])");
    private static final Pattern SIGNED_EXPONENT = Pattern.compile("\\^\\s*([+-])");
    private static final Pattern EQUALS_AT_END = Pattern.compile("\\s*=\\s*\\??\\s*$");
    private static final Pattern THOUSANDS_COMMA = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");
    private static final Pattern LIST_FUNCTION_AT_END = Pattern.compile("(?i)\\b(min|max|round)\\s*$");
    private static final Pattern FAR_EXPONENT = Pattern.compile("\\d\\.?[eE][+-]?0*[1-9]\\d{3}");

    private ExpressionText() {}

    static String normalized(String expression) {
        String text = withoutThousandsCommas(symbols(FullWidth.toAscii(expression)));
        text = EQUALS_AT_END.matcher(text).replaceFirst("");
        text = OF.matcher(text).replaceAll("*");
        text = MOD.matcher(text).replaceAll("%");
        text = TIMES.matcher(text).replaceAll("*");
        text = ROOT.matcher(text).replaceAll("sqrt($1)").replace("√", "sqrt");
        text = SIGNED_EXPONENT
                .matcher(text.replace("**", "^"))
                .replaceAll("^$1")
                .replace("^+", "^");
        return PERCENT_SIGN.matcher(text).replaceAll(PERCENT).strip();
    }

    private static String symbols(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '×', '·', '⋅', '∙' -> ascii.append('*');
                case '÷', '∕', '⁄' -> ascii.append('/');
                case '−', '–', '—' -> ascii.append('-');
                case '²' -> ascii.append("^2");
                case '³' -> ascii.append("^3");
                case 'π' -> ascii.append("pi");
                case '【' -> ascii.append('(');
                case '】' -> ascii.append(')');
                // Means percent in normalized text only.
                case '#' -> ascii.append('?');
                default -> ascii.append(c);
            }
        }
        return ascii.toString();
    }

    /** Commas group digits except between the arguments of {@code min}, {@code max} and {@code round}. */
    private static String withoutThousandsCommas(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        Deque<Boolean> lists = new ArrayDeque<>();
        var comma = THOUSANDS_COMMA.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                lists.push(LIST_FUNCTION_AT_END.matcher(text).region(0, i).find());
            } else if (c == ')' && !lists.isEmpty()) {
                lists.pop();
            }
            boolean separates = !lists.isEmpty() && lists.peek();
            if (c != ','
                    || separates
                    || !comma.region(i, text.length())
                            .useTransparentBounds(true)
                            .lookingAt()) {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    static int depth(String text) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '(') {
                deepest = Math.max(deepest, ++depth);
            } else if (text.charAt(i) == ')') {
                depth--;
            }
        }
        return deepest;
    }

    /** Whether a literal has an exponent of four digits or more. */
    static boolean hasFarExponent(String text) {
        return FAR_EXPONENT.matcher(text).find();
    }
}
