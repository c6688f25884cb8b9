package dev.qwen4j.model.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.grammar.Grammar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HermesGrammarTest {
    private static final Set<String> CONTROL_TOKENS = Set.of(
            "<|im_start|>",
            "<|im_end|>",
            "<tool_call>",
            "</tool_call>",
            "<think>",
            "</think>",
            "<tool_response>",
            "</tool_response>");
    private static final HermesFormat QWEN2_5 = new HermesFormat(
            HermesDialect.QWEN2_5, Set.of("<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>"));
    private static final String CLOCK = "{\"name\": \"clock\", \"arguments\": {}}\n</tool_call>";
    private static final String WEATHER =
            "{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\", \"days\": 3}}\n</tool_call>";
    private static final Optional<Grammar> ANSWER = Optional.of(Grammar.jsonObject());

    private static Conversation conversation(FunctionChoice choice) {
        try {
            ObjectNode parameters = (ObjectNode) new JsonMapper().readTree("""
                    {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
                     "required": ["city"]}
                    """);
            FunctionSpec clock = new FunctionSpec("clock", "", new JsonMapper().createObjectNode());
            return Conversation.of(List.of(Message.user("?")))
                    .withFunctions(List.of(clock, new FunctionSpec("weather", "", parameters)), choice);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Grammar grammar(HermesFormat format, Conversation conversation, Optional<Grammar> answer) {
        return format.grammar(conversation, answer).orElseThrow();
    }

    @Test
    void a_required_call_names_an_offered_function_and_fits_its_parameters() {
        Grammar grammar = grammar(QWEN2_5, conversation(FunctionChoice.REQUIRED), Optional.empty());

        assertThat(grammar.matches(CLOCK)).isTrue();
        assertThat(grammar.matches(WEATHER)).isTrue();
        assertThat(grammar.matches(CLOCK + "\n<tool_call>\n" + WEATHER)).isTrue();
        assertThat(grammar.matchesBeginning("{\"name\": \"calendar")).isFalse();
        assertThat(grammar.matches(WEATHER.replace("3", "\"three\""))).isFalse();
        assertThat(grammar.matchesBeginning("It is noon.")).isFalse();
    }

    @Test
    void one_call_is_all_where_calls_must_not_be_parallel() {
        Grammar grammar = grammar(QWEN2_5, conversation(FunctionChoice.REQUIRED.withParallel(false)), Optional.empty());

        assertThat(grammar.matches(CLOCK)).isTrue();
        assertThat(grammar.matchesBeginning(CLOCK + "\n")).isFalse();
    }

    @Test
    void a_named_call_goes_on_with_its_arguments() {
        Grammar grammar = grammar(QWEN2_5, conversation(FunctionChoice.named("weather")), Optional.empty());

        assertThat(grammar.matches(" {\"city\": \"Köln\"}}\n</tool_call>")).isTrue();
        assertThat(grammar.matchesBeginning(" {\"days\"")).isFalse();
    }

    @Test
    void a_free_choice_is_between_calls_and_an_answer_of_the_wanted_form() {
        Grammar grammar = grammar(QWEN2_5, conversation(FunctionChoice.AUTO), ANSWER);

        assertThat(grammar.matches("{\"hour\": 12}")).isTrue();
        assertThat(grammar.matches("<tool_call>\n" + CLOCK)).isTrue();
        assertThat(grammar.matchesBeginning("It is noon.")).isFalse();
        assertThat(QWEN2_5.grammar(conversation(FunctionChoice.AUTO), Optional.empty()))
                .isEmpty();
        assertThat(grammar(QWEN2_5, conversation(FunctionChoice.NONE), ANSWER).matchesBeginning("<tool_call>"))
                .isFalse();
    }

    @Test
    void a_model_that_thinks_may_do_so_before() {
        Conversation conversation = Conversation.of(List.of(Message.user("?")));
        Grammar free = grammar(new HermesFormat(HermesDialect.QWEN3, CONTROL_TOKENS), conversation, ANSWER);
        Grammar begun = grammar(new HermesFormat(HermesDialect.QWEN3_THINKING, CONTROL_TOKENS), conversation, ANSWER);

        assertThat(free.matches("<think>\nNoon {or so\n</think>\n\n{\"hour\": 12}"))
                .isTrue();
        assertThat(free.matches("{\"hour\": 12}")).isTrue();
        assertThat(begun.matches("Noon.\n</think>\n\n{\"hour\": 12}")).isTrue();
        assertThat(begun.matches("{\"hour\": 12}")).isFalse();
    }
}
