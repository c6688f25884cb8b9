package dev.qwen4j.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.Usage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventJsonTest {
    static Stream<Arguments> events() {
        Outcome answered = new Outcome.Answered("42", Transcript.empty(), 2, new Usage(10, 5, 7, 0));
        return Stream.of(
                arguments(
                        new AgentEvent.Started("r1", "qwen", List.of("calculator"), "6 * 7?"),
                        "{'event':'run','run_id':'r1','model':'qwen','tools':['calculator'],'question':'6 * 7?'}"),
                arguments(new AgentEvent.Thought(1, "I "), "{'event':'thought','step':1,'delta':'I '}"),
                arguments(
                        new AgentEvent.Action(
                                1,
                                "calculator",
                                "{expression: 6*7}",
                                JsonNodeFactory.instance.objectNode().put("expression", "6*7")),
                        "{'event':'action','step':1,'tool':'calculator','arguments':{'expression':'6*7'},"
                                + "'input':'{expression: 6*7}'}"),
                arguments(
                        new AgentEvent.Observation(1, "calculator", "42", false),
                        "{'event':'observation','step':1,'tool':'calculator','text':'42','failed':false}"),
                arguments(new AgentEvent.Answer("4"), "{'event':'answer','delta':'4'}"),
                arguments(
                        new AgentEvent.Tokens(1, new Usage(10, 5, 7, 0)),
                        "{'event':'usage','step':1,'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
                                + "'prompt_tokens_details':{'cached_tokens':7}}"),
                arguments(new AgentEvent.Problem("no"), "{'event':'error','message':'no'}"),
                arguments(
                        new AgentEvent.Done(answered),
                        "{'event':'done','answer':'42','outcome':'answered','steps':2,"
                                + "'usage':{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
                                + "'prompt_tokens_details':{'cached_tokens':7}}}"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void each_event_has_its_wire_form(AgentEvent event, String json) {
        assertThat(EventJson.of(event)).hasToString(json.replace('\'', '"'));
    }
}
