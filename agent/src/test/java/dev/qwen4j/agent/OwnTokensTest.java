package dev.qwen4j.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.react.ReAct;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.agent.react.ReActPrompt;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.Usage;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.builtin.Calculator;
import dev.qwen4j.tools.builtin.UnitConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the demo model: each token of a run goes through the model once, whatever was sampled. */
@Timeout(120)
class OwnTokensTest {
    private static final ToolRegistry TOOLS = new ToolRegistry(List.of(new Calculator(), new UnitConverter()));

    private Recorder model;

    /** Anew for each test: nothing is known of earlier prompts. */
    @BeforeEach
    void open() {
        model = new Recorder(QwenModel.openEmbedded(QwenOptions.DEFAULT.withPrefixCacheBytes(1L << 30)));
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void tokens_read_in_a_run_are_those_that_the_host_wrote() {
        Outcome outcome = agent(GenerationConfig.GREEDY).run(asked("What is 1024 divided by 32?"), event -> {});

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(outcome.answer()).contains("32");
        assertThat(model.completions).hasSizeGreaterThan(1);
        assertEachTokenReadOnce();
    }

    @Test
    void next_turn_of_a_conversation_reads_only_its_question() {
        Agent agent = agent(GenerationConfig.GREEDY);
        Outcome first = agent.run(asked("Convert 12 miles to kilometers"), event -> {});

        agent.run(first.transcript().ask("What is 15% of 860?"), event -> {});

        assertEachTokenReadOnce();
    }

    /** Hot enough for tokens that tokenizing their text would not give, and for steps that are no steps. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void own_tokens_are_found_again_however_unusual(long seed) {
        GenerationConfig hot = GenerationConfig.GREEDY
                .withDoSample(true)
                .withTemperature(1.4)
                .withSeed(seed)
                .withMaxNewTokens(60);

        agent(hot).run(asked("How much is (250 - 75) * 4 plus " + seed + "?"), event -> {});

        for (int call = 1; call < model.completions.size(); call++) {
            Prompt prompt = model.prompts.get(call);
            Usage usage = model.completions.get(call).usage();
            if (prompt.segments().contains(model.completions.get(call - 1).written())) {
                assertThat(usage.cachedTokens()).isEqualTo(contextAfter(call - 1));
            } else {
                // Its text was not taken over as it is: all but what it wrote is known.
                assertThat(usage.cachedTokens())
                        .isGreaterThanOrEqualTo(
                                model.completions.get(call - 1).usage().promptTokens() - 1);
            }
        }
    }

    /** What was read of prompts, over the whole run, is the final context without what was sampled. */
    private void assertEachTokenReadOnce() {
        int last = model.completions.size() - 1;
        int read = 0;
        int sampled = 0;
        for (int call = 0; call <= last; call++) {
            Usage usage = model.completions.get(call).usage();
            read += usage.promptTokens() - usage.cachedTokens();
            sampled += usage.completionTokens();
        }
        assertThat(read).isEqualTo(contextAfter(last) - sampled);
    }

    /** Tokens of a call's prompt and of what was sampled then. */
    private int contextAfter(int call) {
        return model.completions.get(call).usage().totalTokens();
    }

    private Agent agent(GenerationConfig sampling) {
        return new Agent(
                model, TOOLS, AgentLimits.DEFAULT, sampling, new ReAct(new ReActPrompt(ReActProfile.DEFAULT, 1000)));
    }

    private static Transcript asked(String question) {
        return Transcript.empty().ask(question);
    }

    /** The demo model, with what went in and came out. */
    private static final class Recorder extends ForwardingModel {
        final List<Prompt> prompts = new ArrayList<>();
        final List<Completion> completions = new ArrayList<>();

        Recorder(LanguageModel model) {
            super(model);
        }

        @Override
        public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
                throws InterruptedException {
            Completion completion = super.complete(prompt, config, onText);
            prompts.add(prompt);
            completions.add(completion);
            return completion;
        }
    }
}
