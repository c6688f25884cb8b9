package dev.qwen4j.model.chat;

/**
 * How free a model is in calling functions.
 *
 * @param parallel whether one reply may hold several calls
 */
public record FunctionChoice(Which which, boolean parallel) {
    /** The model decides. */
    public static final FunctionChoice AUTO = new FunctionChoice(new Which.Auto(), true);

    /** No call: the model is not told of the functions. */
    public static final FunctionChoice NONE = new FunctionChoice(new Which.None(), true);

    /** At least one call. */
    public static final FunctionChoice REQUIRED = new FunctionChoice(new Which.Required(), true);

    /** Which functions may, or must, be called. */
    public sealed interface Which {
        /** Any or none. */
        record Auto() implements Which {}

        /** None. */
        record None() implements Which {}

        /** Any, at least one. */
        record Required() implements Which {}

        /** This one. */
        record Named(String function) implements Which {}
    }

    /** A call of this function. */
    public static FunctionChoice named(String function) {
        return new FunctionChoice(new Which.Named(function), true);
    }

    /** The same choice, with one or several calls in a reply. */
    public FunctionChoice withParallel(boolean parallel) {
        return new FunctionChoice(which, parallel);
    }
}
