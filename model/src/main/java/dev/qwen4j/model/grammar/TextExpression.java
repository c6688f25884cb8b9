package dev.qwen4j.model.grammar;

/** Text in UTF-8 up to a marker, or without an end of its own. */
final class TextExpression extends Expression {
    private final WordSearch words;
    private final int reached;
    /** What is left of the character that the text is in; {@link #EMPTY} between characters. */
    private final Expression character;

    TextExpression(WordSearch words, int reached, Expression character) {
        super(31 * (31 * words.hashCode() + reached) + character.hashCode());
        this.words = words;
        this.reached = reached;
        this.character = character;
    }

    @Override
    boolean acceptsEmpty() {
        return !words.hasEnd() && character == EMPTY;
    }

    @Override
    ByteSet firstBytes() {
        ByteSet begins = (character == EMPTY ? CodePoints.ANY_CHARACTER : character).firstBytes();
        ByteSet all = ByteSet.NONE;
        for (int value = 0; value < 256; value++) {
            if (begins.contains(value) && words.next(reached, value) != WordSearch.FORBIDDEN) {
                all = all.or(ByteSet.of(value));
            }
        }
        return all;
    }

    @Override
    ByteSet singleBytes() {
        ByteSet all = ByteSet.NONE;
        for (int value = 0; value < 256; value++) {
            if (after(value).acceptsEmpty()) {
                all = all.or(ByteSet.of(value));
            }
        }
        return all;
    }

    @Override
    Expression after(int value) {
        Expression left = (character == EMPTY ? CodePoints.ANY_CHARACTER : character).after(value);
        int next = words.next(reached, value);
        if (left == NOTHING || next == WordSearch.FORBIDDEN) {
            return NOTHING;
        }
        return next == WordSearch.END ? EMPTY : intern(new TextExpression(words, next, left));
    }

    @Override
    boolean isAs(Expression other) {
        return other instanceof TextExpression t
                && reached == t.reached
                && character == t.character
                && words.equals(t.words);
    }
}
