package dev.qwen4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Prompt.Segment;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.grammar.GrammarState;
import dev.qwen4j.model.grammar.JsonSchemaGrammar;
import dev.qwen4j.model.grammar.TokenMasks;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo checkpoint under grammars: jumping over what is forced changes nothing but the number of forward passes. */
@Timeout(180)
class EmbeddedModelGrammarTest {
    private static final int LIMIT = 40;
    private static final Grammar REACT = Grammar.sequence(
            Grammar.literal("Thought: "),
            Grammar.textUntil("\nAction: ", "\nFinal Answer:"),
            Grammar.oneOf("calculator", "current_time", "search_documents"),
            Grammar.literal("\nAction Input: "),
            Grammar.jsonObject(),
            Grammar.literal("\nObservation:"));
    private static QwenModel model;

    @BeforeAll
    static void open() {
        model = QwenModel.openEmbedded(QwenOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** The text a plain forward pass writes without any grammar; where the grammar fits, it must not change a letter. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_grammar_that_fits_does_not_change_the_golden_text(int index) throws InterruptedException, IOException {
        JsonNode golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/embedded/golden.json").toFile())
                .get(index);
        Prompt prompt = prompt(golden.get("prompt").asText());

        Completion completion = model.complete(prompt, GenerationConfig.GREEDY.withGrammar(REACT), text -> {});

        assertThat(completion.text()).isEqualTo(golden.get("greedy_text").asText());
        assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
        assertThat(completion.usage().forcedTokens()).isPositive();
    }

    static Stream<Arguments> requests() {
        Grammar person = JsonSchemaGrammar.of("""
                {"type": "object", "required": ["name", "age", "languages"], "properties": {
                  "name": {"type": "string", "maxLength": 20},
                  "age": {"type": "integer", "minimum": 0, "maximum": 150},
                  "languages": {"type": "array", "maxItems": 2, "items": {"enum": ["English", "中文"]}}}}""");
        Grammar choice = Grammar.oneOf("positive", "negative", "neutral, as far as one can tell");
        return Stream.of("Hello", "今天几号？")
                .flatMap(question -> Stream.of(REACT, person, choice, Grammar.json())
                        .map(grammar -> Arguments.of(question, grammar)));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void greedy_tokens_are_the_same_whether_forced_ones_are_jumped_over_or_written_one_by_one(
            String question, Grammar grammar) throws InterruptedException {
        Prompt prompt = prompt("<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n");

        Completion completion = model.complete(
                prompt, GenerationConfig.GREEDY.withGrammar(grammar).withMaxNewTokens(LIMIT), text -> {});

        assertThat(completion.text()).isEqualTo(stepwise(model.tokenizer().encode(prompt), grammar));
        assertThat(grammar.matchesBeginning(completion.text())).isTrue();
        assertThat(completion.finishReason())
                .isEqualTo(grammar.matches(completion.text()) ? FinishReason.END_OF_TEXT : FinishReason.LENGTH);
    }

    /** One forward pass for each token, and only the first of those that are forced taken at a time. */
    private static String stepwise(int[] prompt, Grammar grammar) throws InterruptedException {
        Tokenizer tokenizer = model.tokenizer();
        int end = tokenizer.controlId("<|im_end|>");
        TokenMasks masks = new TokenMasks(tokenizer, Set.of(end));
        GrammarState state = grammar.start();
        int[] tokens = prompt;
        while (!state.isComplete() && tokens.length < prompt.length + LIMIT) {
            int[] forced = masks.forced(state);
            int next = forced.length > 0 ? forced[0] : mostProbable(tokens, masks.allowed(state));
            if (next == end) {
                break;
            }
            state = masks.advance(state, next);
            tokens = Arrays.copyOf(tokens, tokens.length + 1);
            tokens[tokens.length - 1] = next;
        }
        return tokenizer.decode(Arrays.copyOfRange(tokens, prompt.length, tokens.length));
    }

    private static int mostProbable(int[] tokens, BitSet allowed) throws InterruptedException {
        return model.score(tokens, model.tokenizer().size()).getLast().top().stream()
                .mapToInt(TokenScore.Candidate::id)
                .filter(allowed::get)
                .findFirst()
                .orElseThrow();
    }

    private static Prompt prompt(String text) {
        List<Segment> segments = new ArrayList<>();
        for (String piece : text.split("(?<=\\|>)|(?=<\\|)")) {
            segments.add(piece.startsWith("<|") ? new Segment.Control(piece) : new Segment.Text(piece));
        }
        return new Prompt(segments);
    }
}
