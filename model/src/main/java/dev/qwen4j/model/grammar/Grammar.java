package dev.qwen4j.model.grammar;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts a model may write, as a set of byte sequences. Put together from parts, read from a regular expression, or
 * made from a JSON Schema by {@link JsonSchemaGrammar}. Immutable and thread-safe; equal grammars have the same form.
 *
 * <p>Every grammar has at least one text, and in every state that a text can reach, some text can be finished: whoever
 * writes byte by byte what {@link GrammarState} allows never runs into a dead end.
 *
 * {@snippet :
 * Grammar action = Grammar.sequence(
 *         Grammar.textUntil("\nAction: "),
 *         Grammar.oneOf("calculator", "search"),
 *         Grammar.literal("\nAction Input: "),
 *         Grammar.jsonObject());
 * }
 */
public final class Grammar {
    /** Stands around the name of a control token. No text has this byte, so no text is taken for a control token. */
    static final byte CONTROL_FRAME = (byte) 0xff;

    private final Expression expression;
    private final StatePool pool = new StatePool();

    private Grammar(Expression expression) {
        this.expression = expression;
    }

    /** @throws IllegalArgumentException if there is no text */
    static Grammar of(Expression expression) {
        if (expression == Expression.NOTHING) {
            throw new IllegalArgumentException("a grammar must have at least one text but this has none");
        }
        return new Grammar(expression);
    }

    Expression expression() {
        return expression;
    }

    /** This text and no other. */
    public static Grammar literal(String text) {
        return new Grammar(Expression.literal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * One control token by its surface form, for example {@code </think>} of the models that have it as one. Everything
     * else here is text, and a control token is never taken for text.
     */
    public static Grammar control(String token) {
        return new Grammar(Expression.literal(framed(token.getBytes(StandardCharsets.UTF_8))));
    }

    /** How the control token with this surface form is read. */
    static byte[] framed(byte[] token) {
        byte[] framed = new byte[token.length + 2];
        framed[0] = CONTROL_FRAME;
        System.arraycopy(token, 0, framed, 1, token.length);
        framed[token.length + 1] = CONTROL_FRAME;
        return framed;
    }

    /** One of these texts. */
    public static Grammar oneOf(String... texts) {
        return choice(Stream.of(texts).map(Grammar::literal).toArray(Grammar[]::new));
    }

    /** One character from {@code first} to {@code last}, both included; surrogates are no characters. */
    public static Grammar character(int first, int last) {
        return of(CodePoints.range(first, last).utf8());
    }

    /** One after the other. */
    public static Grammar sequence(Grammar... parts) {
        return new Grammar(
                Expression.sequence(Stream.of(parts).map(Grammar::expression).toList()));
    }

    /** Any one of these. */
    public static Grammar choice(Grammar... alternatives) {
        if (alternatives.length == 0) {
            throw new IllegalArgumentException("alternatives must not be empty");
        }
        return new Grammar(Expression.choice(
                Stream.of(alternatives).map(Grammar::expression).toList()));
    }

    /** {@code part} or nothing. */
    public static Grammar optional(Grammar part) {
        return repeat(part, 0, 1);
    }

    /** {@code part} at least {@code least} times. */
    public static Grammar repeat(Grammar part, int least) {
        return repeat(part, least, Expression.UNBOUNDED);
    }

    /** {@code part} at least {@code least} and at most {@code most} times. */
    public static Grammar repeat(Grammar part, int least, int most) {
        if (least < 0 || most < least) {
            throw new IllegalArgumentException(
                    "least and most must be 0 or more and in order but are " + least + " and " + most);
        }
        return new Grammar(Expression.repeat(part.expression, least, most));
    }

    /**
     * Something that may contain itself, so many levels deep: {@code rule} is given the grammar of the level below and
     * tells that of its own. At the deepest level the one below is missing, and alternatives that need it fall away.
     *
     * @param depth levels, at least 1
     * @param rule called {@code depth} times; must use nothing but what it is given
     * @throws IllegalArgumentException if no text is finite within the depth
     */
    public static Grammar recursive(int depth, UnaryOperator<Grammar> rule) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth must be at least 1 but is " + depth);
        }
        Grammar level = new Grammar(Expression.NOTHING);
        for (int i = 0; i < depth; i++) {
            level = rule.apply(level);
        }
        return of(level.expression);
    }

    /**
     * The texts that match {@code pattern} as a whole: characters, {@code .}, classes, {@code \d \w \s} (ASCII) and their
     * opposites, groups, alternatives and counts.
     *
     * @throws IllegalArgumentException if it holds something else, such as looking ahead or referring back; the message
     *     says what and where
     */
    public static Grammar regex(String pattern) {
        return of(RegularExpression.whole(pattern, CodePoints::utf8));
    }

    /**
     * The same with each ASCII letter in either case.
     *
     * @throws IllegalArgumentException as {@link #regex}
     */
    public static Grammar regexIgnoringCase(String pattern) {
        return of(RegularExpression.whole(pattern, set -> set.inEitherCase().utf8()));
    }

    /** Any text in which none of {@code never} occurs. */
    public static Grammar text(String... never) {
        return new Grammar(Expression.text(new WordSearch(null, List.of(never))));
    }

    /**
     * Any text up to the first {@code marker}, which belongs to it.
     *
     * @param never must not occur in the text; where one ends with the marker, the marker counts
     */
    public static Grammar textUntil(String marker, String... never) {
        return new Grammar(Expression.text(new WordSearch(marker, List.of(never))));
    }

    /** Any text no line of which begins with a text of {@code never}. */
    public static Grammar lines(Grammar never) {
        return lines(never, never);
    }

    /** The same with something else that the first line must not begin with. */
    public static Grammar lines(Grammar neverFirst, Grammar never) {
        return lines(neverFirst, never, Expression.NOTHING);
    }

    /**
     * The same with something that must not be the last line.
     *
     * @param neverFirst what the first line must not begin with
     * @param never what no other line may begin with
     * @param neverLast what the last line must not be
     * @throws IllegalArgumentException if {@code neverFirst} or {@code never} has the empty text, with which every line
     *     begins
     */
    public static Grammar lines(Grammar neverFirst, Grammar never, Grammar neverLast) {
        return lines(neverFirst, never, neverLast.expression);
    }

    private static Grammar lines(Grammar neverFirst, Grammar never, Expression neverLast) {
        if (neverFirst.expression.acceptsEmpty() || never.expression.acceptsEmpty()) {
            throw new IllegalArgumentException("what no line may begin with must not be empty");
        }
        return new Grammar(Expression.intern(new LinesExpression(never.expression, neverFirst.expression, neverLast)));
    }

    /**
     * The texts of {@code part} but the empty one.
     *
     * @throws IllegalArgumentException if there is no other
     */
    public static Grammar nonEmpty(Grammar part) {
        return of(Expression.withoutEmpty(part.expression));
    }

    /** Any JSON value in {@link JsonStyle#DEFAULT}. */
    public static Grammar json() {
        return json(JsonStyle.DEFAULT);
    }

    /** Any JSON value. */
    public static Grammar json(JsonStyle style) {
        return new Grammar(new JsonText(style).value());
    }

    /** Any JSON object in {@link JsonStyle#DEFAULT}. */
    public static Grammar jsonObject() {
        return new Grammar(new JsonText(JsonStyle.DEFAULT).object());
    }

    /** The state before the first byte. */
    public GrammarState start() {
        return pool.state(expression);
    }

    /** Whether {@code text} is one of this grammar's, control tokens by their surface forms. */
    public boolean matches(String text) {
        return read(text).stream().anyMatch(GrammarState::acceptsEnd);
    }

    /** Whether {@code text} is the beginning of one of this grammar's, or all of it. */
    public boolean matchesBeginning(String text) {
        return !read(text).isEmpty();
    }

    private Set<GrammarState> read(String text) {
        Set<GrammarState> states = withoutFrames(Set.of(start()));
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            states = withoutFrames(
                    states.stream().map(state -> state.advance(value)).collect(Collectors.toSet()));
        }
        return states;
    }

    /** These states and those beyond the frames of control tokens, which a text does not show; none that is dead. */
    private static Set<GrammarState> withoutFrames(Set<GrammarState> states) {
        Set<GrammarState> all = new HashSet<>();
        for (GrammarState state : states) {
            for (GrammarState each = state; !each.isDead(); each = each.advance(CONTROL_FRAME)) {
                all.add(each);
            }
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grammar grammar && expression == grammar.expression;
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }
}
