package dev.qwen4j.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qwen4j.model.tokenizer.QwenTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks over Qwen's own vocabulary of 151,851 tokens. */
@Timeout(120)
class QwenTokenMasksTest {
    private static final Path RANKS = Path.of("../../shared/data/qwen.tiktoken");
    private static QwenTokenizer tokenizer;
    private static TokenMasks masks;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        assumeTrue(Files.exists(RANKS), "the vocabulary of Qwen is not at " + RANKS);
        Files.copy(RANKS, folder.resolve("qwen.tiktoken"));
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["QWenLMHeadModel"], "model_type": "qwen", "vocab_size": 151936, "hidden_size": 8,
                 "num_hidden_layers": 1, "num_attention_heads": 2, "kv_channels": 4, "intermediate_size": 16,
                 "seq_length": 64, "layer_norm_epsilon": 1e-6, "rotary_emb_base": 10000.0, "rotary_pct": 1.0}""");
        tokenizer = QwenTokenizer.load(folder);
        masks = new TokenMasks(tokenizer, tokenizer.endTokens());
    }

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_token_is_allowed_exactly_if_its_bytes_can_be_read(long seed) {
        Random random = new Random(seed);
        GrammarState state = JsonSchemaGrammar.of("""
                {"type": "object", "required": ["city", "days"], "additionalProperties": {"type": "string"}, "properties": {
                  "city": {"type": "string", "maxLength": 12},
                  "days": {"type": "array", "maxItems": 3, "items": {"type": "number", "minimum": 0.5}},
                  "note": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}}}""").start();
        for (int step = 0; step < 12 && !state.isComplete(); step++) {
            BitSet allowed = assertExact(state);
            int[] ids = allowed.stream().filter(id -> !tokenizer.isControl(id)).toArray();
            state = masks.advance(state, ids[random.nextInt(ids.length)]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Thought: ",
                "Thought: so\n",
                "Thought: so\nAct",
                "Thought: so\nAction: se",
                "Thought: 中\nAction: a\n"
            })
    void every_token_is_allowed_exactly_in_text_that_ends_with_a_marker(String written) {
        Grammar grammar = Grammar.sequence(
                Grammar.literal("Thought: "),
                Grammar.textUntil("\nAction: ", "\nObservation"),
                Grammar.regex("[a-z]{1,20}\n"),
                Grammar.text("the end"));

        assertExact(grammar.start().advance(written.getBytes(StandardCharsets.UTF_8)));
    }

    private static BitSet assertExact(GrammarState state) {
        BitSet allowed = masks.allowed(state);
        for (int id = 0; id < tokenizer.size(); id++) {
            if (allowed.get(id) != masks.allows(state, id)) {
                assertThat(allowed.get(id)).as("'%s'", tokenizer.decode(id)).isEqualTo(masks.allows(state, id));
            }
        }
        return allowed;
    }

    @Test
    void forced_tokens_are_those_of_the_tokenizer() {
        Grammar grammar = Grammar.sequence(
                Grammar.oneOf("yes", "no"),
                Grammar.literal("\nAction: current_time\nAction Input: {\"location\": "),
                Grammar.regex("\"[a-z]+\"\\}"));
        int[] forced = masks.forced(grammar.start().advance("yes".getBytes(StandardCharsets.UTF_8)));

        assertThat(tokenizer.decode(forced)).isEqualTo("\nAction: current_time\nAction Input: {\"location\": \"");
        assertThat(forced).isEqualTo(tokenizer.encode(tokenizer.decode(forced)));
    }

    @Test
    void end_of_text_is_allowed_exactly_where_the_grammar_accepts_it() {
        Set<Integer> ends = tokenizer.endTokens();
        GrammarState open = Grammar.json().start().advance("[1".getBytes(StandardCharsets.UTF_8));
        GrammarState closed = open.advance((byte) ']');

        assertThat(ends).noneMatch(masks.allowed(open)::get);
        assertThat(ends).allMatch(masks.allowed(closed)::get);
        assertThat(masks.allowed(closed).cardinality()).isEqualTo(ends.size());
        IntStream controls = IntStream.range(0, tokenizer.size()).filter(tokenizer::isControl);
        BitSet anyText = masks.allowed(Grammar.text().start());
        assertThat(controls.filter(id -> !ends.contains(id)).boxed().toList()).noneMatch(anyText::get);
        assertThat(List.of(anyText.cardinality())).allMatch(count -> count > 150_000);
    }
}
