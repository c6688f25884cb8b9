package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.hermes.Hermes;
import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.grammar.Grammar;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.builtin.Calculator;
import dev.qwen4j.tools.builtin.CurrentTime;
import dev.qwen4j.tools.builtin.UnitConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that can be held to the format of its steps writes nothing else, and nothing else than it would have. */
@Timeout(120)
class ConstrainTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final List<String> QUESTIONS = List.of(
            "What is 1024 divided by 32?",
            "Convert 12 miles to kilometers",
            "What is 15% of 860?",
            "How much is (250 - 75) * 4?",
            "How many grams are 3 pounds?",
            "Hello, who are you?",
            "What is the square root of 144?",
            "37 * 43 + 5",
            "Convert 100 fahrenheit to celsius",
            "What is 2 to the power of 10?");

    private static final List<String> PHRASES = List.of(
            "Thought:",
            "\nThought: I should",
            "Action:",
            "\nAction:",
            " calculator\nAction Input:",
            " book",
            " unit_convert\n",
            " run\nAction Input: ```py\nx\n```",
            "\nAction Input:",
            "{\"expression\": \"",
            "{\"code\": \"",
            "\"}",
            "]}",
            "}",
            "\"",
            "\nObservation:",
            "\nFinal Answer: It is",
            "Final Answer:",
            "**Action:** calculator",
            "\n1. action：",
            "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {",
            "\n{\"action\": \"calculator\", \"action_input\": 3}",
            "None",
            "null",
            "\n");

    private static final List<String> HERMES_PHRASES = List.of(
            "<tool_call>\n",
            "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {",
            "<tool_call>\n{\"name\": \"book\", \"arguments\": {\"days\": [",
            "\n</tool_call>",
            "\n</tool_call>\n<tool_call>\n",
            "{\"name\": \"",
            "none\", \"arguments\": ",
            "\"arguments\": {}",
            "\"expression\": \"",
            "\"code\": \"",
            "<think>",
            "</think>",
            "</think>\n\n",
            "<tool_response>",
            "</tool",
            "<tools>",
            "\"}",
            "]}",
            "}",
            "}}",
            "\"",
            "It is ",
            "null",
            "\n");

    private static final ToolRegistry TOOLS =
            new ToolRegistry(List.of(new Calculator(), new UnitConverter(), tool("run", """
                    {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]}"""), tool("book", """
                    {"type": "object", "additionalProperties": false, "required": ["days", "name"], "properties": {
                      "days": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 1, "maximum": 31}},
                      "name": {"type": "string", "minLength": 2, "maxLength": 12},
                      "meal": {"enum": ["breakfast", "dinner"]},
                      "guest": {"type": "object", "required": ["age"], "properties": {"age": {"type": "number"}}}}}""")));

    private static Tool tool(String name, String schema) {
        return FunctionTool.builder(name).parameters(schema(schema)).calls(arguments -> ToolOutput.of("done"));
    }

    private static ObjectNode schema(String json) {
        try {
            return (ObjectNode) new JsonMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatever_is_drawn_by_lot_is_a_call_that_can_be_made_or_an_answer(long seed) throws InterruptedException {
        drawByLot(new ReAct(new ReActPrompt(ReActProfile.DEFAULT, 1000)), PHRASES, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void so_it_is_in_the_format_of_qwen25(long seed) throws InterruptedException {
        drawByLot(new Hermes(new HermesFormat(HermesDialect.QWEN2_5, Set.of()), 1000), HERMES_PHRASES, seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void so_it_is_in_the_format_of_qwen3(long seed) throws InterruptedException {
        drawByLot(new Hermes(new HermesFormat(HermesDialect.QWEN3, Set.of()), 1000), HERMES_PHRASES, seed);
    }

    /** Half of the outputs are first steps, half follow an observation. */
    private static void drawByLot(Protocol protocol, List<String> phrases, long seed) throws InterruptedException {
        Transcript asked = Transcript.empty().ask("?");
        Transcript begun = asked.plus(new Step.Action("", "calculator", "{}", "Action: calculator"), "2");
        Protocol.Constraint constraint = protocol.constraint(TOOLS.specs());
        GenerationConfig hot =
                GenerationConfig.GREEDY.withDoSample(true).withStopWords(protocol.stopWords(TOOLS.specs()));
        Map<String, Integer> ends = new HashMap<>();
        try (QwenModel model =
                QwenModel.over(EmbeddedCheckpoint.folder(), tokenizer -> new RandomLogits(tokenizer, seed, phrases))) {
            for (int i = 0; i < 40; i++) {
                Transcript transcript = i % 2 == 0 ? asked : begun;
                Grammar grammar = constraint.of(transcript).orElseThrow();
                Protocol.Reader reader = protocol.reader(transcript, TOOLS.specs(), Protocol.Listener.NONE);

                Completion completion = model.complete(
                        protocol.render(transcript, TOOLS.specs(), model.chatTemplate()),
                        hot.withSeed(i).withMaxNewTokens(200).withGrammar(grammar),
                        reader::read);

                if (completion.finishReason() == FinishReason.LENGTH) {
                    ends.merge("cut off", 1, Integer::sum);
                } else {
                    Decision decision = Decision.of(reader.finish(completion.finishReason()), TOOLS, false);
                    ends.merge(decision.getClass().getSimpleName(), 1, Integer::sum);
                    assertThat(decision).as(completion.text()).isNotInstanceOf(Decision.Retry.class);
                    if (decision instanceof Decision.Call call) {
                        assertThat(call.calls()).as(completion.text()).hasOnlyElementsOfType(ToolCall.Ready.class);
                    }
                }
            }
        }
        assertThat(ends).as(ends.toString()).containsKeys("Call", "Answer");
        assertThat(ends.getOrDefault("cut off", 0)).as(ends.toString()).isLessThan(25);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void greedy_runs_of_the_demo_model_are_the_same_as_without(int order) {
        List<Tool> tools = new ArrayList<>(List.of(new Calculator(), new UnitConverter(), new CurrentTime(CLOCK)));
        Collections.rotate(tools, order);
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT)) {
            Agent free = new Agent(model, new ToolRegistry(tools), AgentLimits.DEFAULT)
                    .with(GenerationConfig.GREEDY)
                    .with(AgentOptions.DEFAULT.with(Constrain.OFF));
            Agent held = free.with(AgentOptions.DEFAULT.with(Constrain.STRICT));
            for (String question : QUESTIONS) {
                assertThat(texts(held, question)).as(question).isEqualTo(texts(free, question));
            }
        }
    }

    private static List<String> texts(Agent agent, String question) {
        List<String> texts = new ArrayList<>();
        agent.run(Transcript.empty().ask(question), event -> {
            if (event instanceof AgentEvent.Written written) {
                texts.add(written.completion().text());
            }
        });
        return texts;
    }

    @Test
    void strict_run_of_a_model_that_cannot_be_held_fails_before_it_writes() {
        ScriptedModel model = new ScriptedModel("Thought: x\nFinal Answer: 4");
        Agent agent = new Agent(model, TOOLS, AgentLimits.DEFAULT).with(AgentOptions.DEFAULT.with(Constrain.STRICT));

        Outcome outcome = agent.run(Transcript.empty().ask("2+2?"), event -> {});

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.cause()).isEqualTo(Outcome.Cause.CONSTRAINT));
        assertThat(model.prompts()).isEmpty();
    }

    @Test
    void without_a_word_such_a_model_writes_what_it_likes() {
        ScriptedModel model = new ScriptedModel("Thought: x\nFinal Answer: 4");

        Outcome outcome = new Agent(model, TOOLS, AgentLimits.DEFAULT)
                .run(Transcript.empty().ask("2+2?"), event -> {});

        assertThat(outcome.answer()).isEqualTo("4");
    }

    @ParameterizedTest
    @EnumSource(Constrain.class)
    void a_resumed_run_is_held_as_it_began(Constrain constrain) {
        Agent agent = new Agent(new ScriptedModel("Thought: x\nFinal Answer: 4"), TOOLS, AgentLimits.DEFAULT)
                .with(AgentOptions.DEFAULT.with(constrain));
        List<AgentEvent> events = new ArrayList<>();

        agent.run("r", Transcript.empty().ask("2+2?"), events::add);

        assertThat(((AgentEvent.Started) events.getFirst()).options().constrain())
                .isEqualTo(constrain);
    }
}
