package dev.qwen4j.model.grammar;

/**
 * How JSON may be written where the standard leaves it open. All of it bounded: a model that may write blanks or brackets
 * for ever sometimes does.
 *
 * @param maxDepth how deep a value of any kind may nest, and how often a schema's reference may lead to itself; at least 1
 * @param maxBlanks 0: no white space between tokens; 1: one space may follow each colon and comma, as Python writes; more:
 *     up to so many spaces, tabs and line ends wherever JSON allows them inside an object or array
 * @param anyOrder whether up to 16 properties of an object may come in any order; false: in the schema's, others last
 */
public record JsonStyle(int maxDepth, int maxBlanks, boolean anyOrder) {
    /** Eight levels, and a space after colon and comma as the model likes. */
    public static final JsonStyle DEFAULT = new JsonStyle(8, 1);

    /** With properties in the schema's order. */
    public JsonStyle(int maxDepth, int maxBlanks) {
        this(maxDepth, maxBlanks, false);
    }

    public JsonStyle {
        if (maxDepth < 1 || maxDepth > 64) {
            throw new IllegalArgumentException("maxDepth must be from 1 to 64 but is " + maxDepth);
        }
        if (maxBlanks < 0 || maxBlanks > 256) {
            throw new IllegalArgumentException("maxBlanks must be from 0 to 256 but is " + maxBlanks);
        }
    }
}
