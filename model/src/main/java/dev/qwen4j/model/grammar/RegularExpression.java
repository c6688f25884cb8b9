package dev.qwen4j.model.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the part of regular expressions on which ECMAScript and Java agree and which describes a regular language:
 * characters, {@code .}, classes, groups, alternatives and counts. What looks around or back is refused.
 */
final class RegularExpression {
    private static final int DEEPEST_GROUP = 100;
    private static final CodePoints DIGITS = CodePoints.range('0', '9');
    private static final CodePoints WORD =
            DIGITS.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));
    private static final CodePoints SPACE = CodePoints.of(" \t\n\u000b\f\r");
    /** What is a space to one reader and none to another: in neither {@code \s} nor {@code \S}. */
    private static final CodePoints DOUBTFUL_SPACE = CodePoints.of(0x85, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff)
            .or(CodePoints.range(0x2000, 0x200a))
            .or(CodePoints.range(0x2028, 0x2029));

    private static final CodePoints LINE_END = CodePoints.of('\n', '\r', 0x85, 0x2028, 0x2029);
    private static final CodePoints DOT = LINE_END.complement();

    /** What counts within counts may come to. */
    private static final int MOST_COUNTS = 10_000;

    private final String pattern;
    private final Function<CodePoints, Expression> alphabet;
    private int at;
    private int depth;
    /** The greatest product of counts within counts in what was read last. */
    private long counts;

    private RegularExpression(String pattern, Function<CodePoints, Expression> alphabet) {
        this.pattern = pattern;
        this.alphabet = alphabet;
    }

    /**
     * The texts that match {@code pattern} as a whole.
     *
     * @param alphabet how a character of a set is written
     * @throws IllegalArgumentException if {@code pattern} is none or holds what is not understood
     */
    static Expression whole(String pattern, Function<CodePoints, Expression> alphabet) {
        return new RegularExpression(pattern, alphabet).top(Expression.EMPTY);
    }

    /** The texts in which {@code pattern} is found; {@code ^} and {@code $} tie it to the ends. */
    static Expression within(String pattern, Function<CodePoints, Expression> alphabet) {
        Expression anything = Expression.repeat(alphabet.apply(CodePoints.ALL), 0, Expression.UNBOUNDED);
        return new RegularExpression(pattern, alphabet).top(anything);
    }

    /** @param around what may stand before and after an alternative that is not tied to the ends */
    private Expression top(Expression around) {
        List<Expression> ways = new ArrayList<>();
        do {
            Expression before = accept('^') ? Expression.EMPTY : around;
            Expression alternative = terms();
            Expression after = accept('$') ? Expression.EMPTY : around;
            ways.add(Expression.sequence(List.of(before, alternative, after)));
        } while (accept('|'));
        if (at < pattern.length()) {
            throw refused("'" + pattern.charAt(at) + "' is not expected");
        }
        return Expression.choice(ways);
    }

    private Expression alternatives() {
        List<Expression> ways = new ArrayList<>();
        long greatest = 1;
        do {
            ways.add(terms());
            greatest = Math.max(greatest, counts);
        } while (accept('|'));
        counts = greatest;
        return Expression.choice(ways);
    }

    private Expression terms() {
        List<Expression> terms = new ArrayList<>();
        long greatest = 1;
        while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
            counts = 1;
            terms.add(counted(atom()));
            greatest = Math.max(greatest, counts);
        }
        counts = greatest;
        return Expression.sequence(terms);
    }

    private Expression atom() {
        int character = take();
        return switch (character) {
            case '(' -> group();
            case '[' -> alphabet.apply(characterClass());
            case '.' -> alphabet.apply(DOT);
            case '\\' -> alphabet.apply(escape());
            case '^' -> throw refused("'^' is understood only at the beginning");
            case '*', '+', '?', '{' -> throw refused("'" + (char) character + "' has nothing to repeat");
            default -> alphabet.apply(CodePoints.of(character));
        };
    }

    private Expression group() {
        if (accept('?') && !accept(':')) {
            throw refused("of the groups with '?' only (?: is understood");
        }
        if (++depth > DEEPEST_GROUP) {
            throw refused("groups are nested more than " + DEEPEST_GROUP + " deep");
        }
        Expression inside = alternatives();
        if (!accept(')')) {
            throw refused("')' is missing");
        }
        depth--;
        return inside;
    }

    private Expression counted(Expression atom) {
        Expression counted = atom;
        if (accept('*')) {
            counted = Expression.repeat(atom, 0, Expression.UNBOUNDED);
        } else if (accept('+')) {
            counted = Expression.repeat(atom, 1, Expression.UNBOUNDED);
        } else if (accept('?')) {
            counted = Expression.optional(atom);
        } else if (accept('{')) {
            int least = number();
            int most = !accept(',') ? least : peek('}') ? Expression.UNBOUNDED : number();
            if (!accept('}') || most < least) {
                throw refused("a count must be {n}, {n,} or {n,m}");
            }
            count(most == Expression.UNBOUNDED ? least : most);
            counted = Expression.repeat(atom, least, most);
        } else {
            return atom;
        }
        // A reluctant quantifier prefers otherwise but matches the same texts.
        boolean reluctant = accept('?');
        if (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
            throw refused(reluctant ? "a count of a count is not understood" : "possessive counts are not understood");
        }
        return counted;
    }

    /** A text may be anywhere in all of the counts at once, so that the ways to read it multiply. */
    private void count(int times) {
        boolean nested = counts > 1;
        counts *= Math.max(times, 1);
        if (nested && counts > MOST_COUNTS) {
            throw refused("counts within counts come to more than " + MOST_COUNTS);
        }
    }

    private int number() {
        int start = at;
        while (at < pattern.length() && Character.digit(pattern.charAt(at), 10) >= 0 && at - start < 6) {
            at++;
        }
        if (at == start) {
            throw refused("a count must be {n}, {n,} or {n,m} with at most 6 digits");
        }
        return Integer.parseInt(pattern.substring(start, at));
    }

    private CodePoints characterClass() {
        boolean negated = accept('^');
        int start = at;
        CodePoints all = new CodePoints(List.of());
        while (!accept(']')) {
            if (peek('[') || pattern.startsWith("&&", at)) {
                throw refused("classes within classes are not understood");
            }
            CodePoints part = classPart();
            if (peek('-') && !pattern.startsWith("-]", at)) {
                at++;
                part = CodePoints.range(single(part), single(classPart()));
                if (part.isEmpty()) {
                    throw refused("the range is empty");
                }
            }
            all = all.or(part);
        }
        boolean spaces = pattern.substring(start, at).matches("(?is).*\\\\s.*");
        CodePoints result = negated ? all.or(spaces ? DOUBTFUL_SPACE : all).complement() : all;
        if (result.isEmpty()) {
            throw refused("the class is empty");
        }
        return result;
    }

    private CodePoints classPart() {
        int character = take();
        return character == '\\' ? escape() : CodePoints.of(character);
    }

    private int single(CodePoints set) {
        CodePoints.Range only = set.ranges().getFirst();
        if (set.ranges().size() > 1 || only.from() != only.to()) {
            throw refused("a range must have single characters as its ends");
        }
        return only.from();
    }

    private CodePoints escape() {
        int letter = take();
        return switch (letter) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.or(DOUBTFUL_SPACE).complement();
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 't' -> CodePoints.of('\t');
            case 'f' -> CodePoints.of('\f');
            case 'x' -> CodePoints.of(hexadecimal(2));
            case 'u' -> CodePoints.of(hexadecimal(4));
            default -> {
                if (letter > 0x7f || Character.isLetterOrDigit(letter)) {
                    throw refused("\\" + Character.toString(letter) + " is not understood");
                }
                yield CodePoints.of(letter);
            }
        };
    }

    private int hexadecimal(int digits) {
        int end = at + digits;
        if (end > pattern.length() || !pattern.substring(at, end).matches("[0-9a-fA-F]+")) {
            throw refused("an escape lacks its " + digits + " digits");
        }
        int value = Integer.parseInt(pattern.substring(at, end), 16);
        if (Character.isSurrogate((char) value)) {
            throw refused("surrogates are not understood; write the character itself");
        }
        at = end;
        return value;
    }

    private boolean peek(char character) {
        return at < pattern.length() && pattern.charAt(at) == character;
    }

    private boolean accept(char character) {
        if (peek(character)) {
            at++;
            return true;
        }
        return false;
    }

    private int take() {
        if (at >= pattern.length()) {
            throw refused("it ends too early");
        }
        int character = pattern.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    private IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("regular expression '" + pattern + "' at " + at + ": " + reason);
    }
}
