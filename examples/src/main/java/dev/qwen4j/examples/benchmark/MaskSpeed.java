package dev.qwen4j.examples.benchmark;

import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.GrammarState;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.tokenizer.QwenTokenizer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long the masks of a grammar take over a vocabulary, without any model: the tree of the vocabulary, the masks of a
 * first text and those of another text of the same grammar, in time of a processor. At first, and with code that the
 * JVM has compiled.
 */
public final class MaskSpeed {
    private static final String SCHEMA = """
            {"type": "object", "required": ["name", "age", "tags"], "properties": {
              "name": {"type": "string", "maxLength": 40},
              "age": {"type": "integer", "minimum": 0, "maximum": 150},
              "tags": {"type": "array", "items": {"enum": ["red", "green", "blue"]}},
              "note": {"type": "string"}}}""";

    private static final int ROUNDS = 20;

    private MaskSpeed() {}

    /** A grammar, and two of its texts. */
    private record Sample(String name, Grammar grammar, String text, String other) {}

    /** @param args a folder with the tokenizer and {@code config.json} of a checkpoint */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: MaskSpeed FOLDER (with the tokenizer and config.json of a checkpoint)");
            System.exit(2);
        }
        QwenTokenizer tokenizer = QwenTokenizer.load(Path.of(args[0]));
        for (int round = 0; round <= ROUNDS; round++) {
            TokenMasks masks = new TokenMasks(tokenizer, tokenizer.endTokens());
            long start = now();
            masks.prepare();
            long prepared = now() - start;
            List<long[]> times = new ArrayList<>();
            for (Sample sample : samples()) {
                times.add(times(sample.grammar(), sample.text(), tokenizer, masks));
                times.add(times(sample.grammar(), sample.other(), tokenizer, masks));
            }
            if (round == 0 || round == ROUNDS) {
                System.out.printf(Locale.ROOT, "%s%n", round == 0 ? "In a new process" : "Once the code is compiled");
                System.out.printf(Locale.ROOT, "tree of %,d tokens: %.0f ms%n", tokenizer.size(), prepared / 1e6);
                for (int i = 0; i < times.size(); i++) {
                    print(samples()[i / 2].name() + (i % 2 == 0 ? ", first text" : ", other text"), times.get(i));
                }
            }
        }
    }

    private static Sample[] samples() {
        return new Sample[] {
            new Sample(
                    "schema",
                    JsonSchemaGrammar.of(SCHEMA),
                    "{\"name\": \"Ada Lovelace\", \"age\": 36, \"tags\": [\"red\", \"blue\"], \"note\": \"wrote programs\"}",
                    "{\"name\": \"王小明\", \"age\": 7, \"tags\": [], \"note\": \"likes \\\"trains\\\" and 中文 books\"}"),
            new Sample(
                    "any JSON",
                    Grammar.json(),
                    "{\"a\": [1, 2.5, {\"b\": null}], \"text\": \"some words in a string\"}",
                    "[{\"x\": true}, {\"x\": false, \"y\": [[\"deep\"]]}, \"and more words\"]"),
            new Sample(
                    "ReAct",
                    Grammar.sequence(
                            Grammar.literal("Thought: "),
                            Grammar.textUntil("\nAction: "),
                            Grammar.oneOf("search", "calculator"),
                            Grammar.literal("\nAction Input: "),
                            Grammar.jsonObject()),
                    "Thought: I should look this up.\nAction: search\nAction Input: {\"query\": \"capital of France\"}",
                    "Thought: This is arithmetic.\nAction: calculator\nAction Input: {\"expression\": \"2+2\"}")
        };
    }

    /** Of this thread, whatever else runs on the machine. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Nanoseconds of the mask before each token of {@code text}. */
    private static long[] times(Grammar grammar, String text, QwenTokenizer tokenizer, TokenMasks masks) {
        int[] ids = tokenizer.encode(text);
        long[] times = new long[ids.length];
        GrammarState state = grammar.start();
        for (int i = 0; i < ids.length; i++) {
            long start = now();
            if (!masks.allowed(state).get(ids[i])) {
                throw new IllegalStateException("not allowed: token " + i + " of " + text);
            }
            times[i] = now() - start;
            state = masks.advance(state, ids[i]);
        }
        return times;
    }

    private static void print(String name, long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%-24s %3d masks: median %8.1f us, mean %8.1f us, greatest %8.1f us%n",
                name,
                sorted.length,
                sorted[sorted.length / 2] / 1e3,
                Arrays.stream(sorted).average().orElse(0) / 1e3,
                sorted[sorted.length - 1] / 1e3);
    }
}
