package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.agent.AgentEvent.Observation.Status;
import dev.qwen4j.agent.journal.FileJournals;
import dev.qwen4j.agent.journal.InMemoryJournals;
import dev.qwen4j.agent.journal.Journals;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ApprovalTest {
    private static final String FETCH = " I fetch.\nAction: fetch\nAction Input: {\"text\": \"page\"}";
    private static final String ACT = " I was told to.\nAction: act\nAction Input: {\"text\": \"all\"}";
    private static final String ANSWER = " well\nFinal Answer: Done.";

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final List<AgentEvent> events = new ArrayList<>();

    private Agent agent(Risk risk, Journals journals, String... script) {
        ToolRegistry tools = new ToolRegistry(
                List.of(RunScript.tool("fetch", Risk.NETWORK, done::add), RunScript.tool("act", risk, done::add)));
        return new Agent(new ScriptedModel(script), tools, AgentLimits.DEFAULT).with(journals);
    }

    private static Transcript question() {
        return Transcript.empty().ask("What does the page say?");
    }

    @ParameterizedTest
    @CsvSource({"READ,false", "NETWORK,false", "WRITE,true", "EXEC,true"})
    void after_text_from_the_network_what_changes_things_needs_consent(Risk risk, boolean asked) {
        Outcome outcome =
                agent(risk, new InMemoryJournals(), FETCH, ACT, ANSWER).run(question(), events::add);

        assertThat(outcome instanceof Outcome.Waiting).isEqualTo(asked);
        assertThat(done.contains("act all")).isNotEqualTo(asked);
    }

    @Test
    void before_that_it_does_not() {
        Outcome outcome =
                agent(Risk.EXEC, new InMemoryJournals(), ACT, FETCH, ANSWER).run(question(), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(done).containsExactly("act all", "fetch page");
    }

    @Test
    void what_was_read_in_an_earlier_turn_counts() {
        Agent agent = agent(Risk.WRITE, new InMemoryJournals(), FETCH, ANSWER, ACT);
        Outcome first = agent.run(question(), events::add);

        Outcome second = agent.run(first.transcript().ask("And now?"), events::add);

        assertThat(second).isInstanceOf(Outcome.Waiting.class);
    }

    @Test
    void what_a_tool_brought_that_is_gone_by_now_counts() {
        Outcome first = agent(Risk.WRITE, new InMemoryJournals(), FETCH, ANSWER).run(question(), events::add);
        Agent later = new Agent(
                new ScriptedModel(ACT),
                new ToolRegistry(List.of(RunScript.tool("act", Risk.WRITE, done::add))),
                AgentLimits.DEFAULT);

        Outcome second = later.run(first.transcript().ask("And now?"), events::add);

        assertThat(second).isInstanceOf(Outcome.Waiting.class);
    }

    @Test
    void a_run_waits_on_disk_and_goes_on_in_another_process(@TempDir Path folder) {
        Outcome waiting =
                agent(Risk.WRITE, new FileJournals(folder), FETCH, ACT).run("r", question(), events::add);
        assertThat(waiting)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        needs -> assertThat(needs.callId()).isEqualTo("call_2"));
        assertThat(events.getLast()).isInstanceOf(AgentEvent.ApprovalNeeded.class);

        Agent other = agent(Risk.WRITE, new FileJournals(folder), ANSWER);
        Outcome still = other.resume("r", events::add);
        assertThatThrownBy(() -> other.answer("r", Approval.allow("call_1"), events::add))
                .isInstanceOf(IllegalStateException.class);
        Outcome outcome = other.answer("r", Approval.allow("call_2"), events::add);

        assertThat(still).isInstanceOf(Outcome.Waiting.class);
        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("fetch page", "act all");
        assertThatThrownBy(() -> other.answer("r", Approval.allow("call_2"), events::add))
                .isInstanceOf(IllegalStateException.class);
        assertThat(done).hasSize(2);
    }

    @Test
    void a_refusal_is_told_to_the_model_with_its_reason() {
        Journals journals = new InMemoryJournals();
        agent(Risk.EXEC, journals, FETCH, ACT).run("r", question(), events::add);

        Outcome outcome =
                agent(Risk.EXEC, journals, ANSWER).answer("r", Approval.deny("call_2", "not all"), events::add);

        assertThat(outcome.answer()).isEqualTo("Done.");
        assertThat(done).containsExactly("fetch page");
        assertThat(outcome.transcript().lastTurn().exchanges().get(1).observation())
                .startsWith("Error: the user did not allow this call, and says: not all.");
    }

    @Test
    void where_nobody_can_be_asked_it_is_denied() {
        Agent agent = agent(Risk.WRITE, new InMemoryJournals(), FETCH, ACT, ANSWER)
                .with(ApprovalPolicy.DEFAULT.denyingInsteadOfAsking());

        Outcome outcome = agent.run(question(), events::add);

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(done).containsExactly("fetch page");
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                AgentEvent.Observation.class,
                                seen -> assertThat(seen.status()).isEqualTo(Status.DENIED)));
    }

    @Test
    void whoever_is_asked_is_told_what_there_is_to_know_of_the_call() {
        String repaired = ACT.replace('"', '\'');

        assertThat(reason(ApprovalPolicy.DEFAULT, Risk.WRITE, FETCH, ACT))
                .isEqualTo("text from the network was read before");
        assertThat(reason(ApprovalPolicy.ALLOW_ALL.askingFor(Risk.READ), Risk.READ, FETCH, ACT))
                .isEqualTo("its risk is READ");
        assertThat(reason(ApprovalPolicy.DEFAULT.askingForRepaired(), Risk.EXEC, repaired))
                .isEqualTo("its risk is EXEC, and it could be read only with a repair: json5");
    }

    private String reason(ApprovalPolicy policy, Risk risk, String... script) {
        events.clear();
        agent(risk, new InMemoryJournals(), script).with(policy).run(question(), events::add);
        return ((AgentEvent.ApprovalNeeded) events.getLast()).reason();
    }

    @Test
    void a_policy_can_ask_about_more() {
        Agent agent = agent(Risk.READ, new InMemoryJournals(), ACT).with(ApprovalPolicy.ALLOW_ALL.askingFor(Risk.READ));

        assertThat(agent.run(question(), events::add)).isInstanceOf(Outcome.Waiting.class);
    }
}
