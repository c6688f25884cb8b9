package dev.qwen4j.model.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.JsonStyle;
import dev.qwen4j.model.grammar.RandomSchema;
import dev.qwen4j.model.grammar.SmallVocabulary;
import dev.qwen4j.model.grammar.TokenMasks;
import java.util.BitSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the logits: what comes out is JSON, and another reader of JSON Schema finds it valid. */
@Timeout(60)
class GenerationUnderSchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final SchemaRegistry VALIDATORS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final SmallVocabulary VOCABULARY = SmallVocabulary.withAllBytes(
            "{\"", "\":", "\": ", ", ", "\", \"", "\"}", "]}", "}}", "true", "null", "12", ".5", "中", "文\"", "\\u",
            "d8", "2024", "-0", "]", "\"]");
    private static final int END = VOCABULARY.controlId("<|end|>");
    private static final TokenMasks MASKS = new TokenMasks(VOCABULARY, Set.of(END));

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_logits_write_values_of_a_random_schema(long seed) throws JsonProcessingException {
        ObjectNode schema = RandomSchema.of(seed);
        Grammar grammar;
        try {
            grammar = JsonSchemaGrammar.of(schema, new JsonStyle(3, (int) (seed % 4)));
        } catch (IllegalArgumentException e) {
            // allOf may ask for what nothing can be.
            assertThat(schema.findValue("allOf")).as(e.getMessage()).isNotNull();
            return;
        }
        GenerationConfig config = GenerationConfig.GREEDY
                .withGrammar(grammar)
                .withMaxNewTokens(4000)
                .withSeed(seed)
                .withDoSample(seed % 2 == 0);

        Completion completion = new Alone(new EndingLogits(seed), new TokenRules(VOCABULARY, Set.of(END), MASKS))
                .run(new int[] {1}, config, text -> {});

        assertThat(completion.finishReason())
                .as("%s under %s", completion.text(), schema)
                .isEqualTo(FinishReason.END_OF_TEXT);
        JsonNode value = JSON.readTree(completion.text());
        assertThat(VALIDATORS
                        .getSchema(schema)
                        .validate(
                                value,
                                context -> context.executionConfig(checks -> checks.formatAssertionsEnabled(true))))
                .as("%s under %s", completion.text(), schema)
                .isEmpty();
    }

    /** Random logits with a liking for what ends strings, also those that must hold a and b, arrays and objects. */
    private static final class EndingLogits extends RandomLogits {
        private static final Pattern END_OF_SOMETHING = Pattern.compile("(?s).*[\"\\]}ab]|<\\|end\\|>");
        private static final BitSet LIKED = new BitSet();

        static {
            IntStream.range(0, VOCABULARY.size())
                    .filter(id ->
                            END_OF_SOMETHING.matcher(VOCABULARY.decode(id)).matches())
                    .forEach(LIKED::set);
        }

        EndingLogits(long seed) {
            super(VOCABULARY.size(), seed);
        }

        @Override
        float[] after(int[] tokens) {
            float[] logits = super.after(tokens);
            LIKED.stream().forEach(id -> logits[id] += 10);
            return logits;
        }
    }
}
