package dev.qwen4j.agent;

/** What the model asked for in one turn of the loop. */
public sealed interface Step {
    /** Text before the first marker, stripped; empty if the model gave none. */
    String thought();

    /** What the model wrote for this step, verbatim, without what it went on to invent after it. */
    String text();

    /**
     * Call {@code tool} with {@code input}, both as the model wrote them.
     *
     * @param input empty if the model gave none
     */
    record Action(String thought, String tool, String input, String text) implements Step {}

    /** The run's answer. */
    record FinalAnswer(String thought, String answer, String text) implements Step {}

    /**
     * Neither of these.
     *
     * @param complaint tells the model what to write instead
     */
    record Malformed(String thought, String complaint, String text) implements Step {}
}
