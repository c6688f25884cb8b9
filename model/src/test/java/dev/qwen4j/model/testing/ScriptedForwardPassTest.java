package dev.qwen4j.model.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptedForwardPassTest {
    private static QwenModel model(UnaryOperator<String> script) {
        return QwenModel.over(EmbeddedCheckpoint.folder(), tokenizer -> new ScriptedForwardPass(tokenizer, script));
    }

    @Test
    void a_scripted_reply_comes_through_template_tokenizer_and_streaming() throws InterruptedException {
        List<String> prompts = new ArrayList<>();
        List<String> pieces = new ArrayList<>();
        try (QwenModel model = model(prompt -> {
            prompts.add(prompt);
            return "Grüße aus 北京 🐼, 17 °C.";
        })) {
            Prompt prompt = model.chatTemplate().render(List.of(Message.user("How is it? ".repeat(500))));

            Completion completion = model.complete(prompt, GenerationConfig.GREEDY, pieces::add);

            assertThat(completion.text()).isEqualTo("Grüße aus 北京 🐼, 17 °C.");
            assertThat(completion.finishReason()).isEqualTo(FinishReason.END_OF_TEXT);
            assertThat(pieces).hasSizeGreaterThan(5);
            assertThat(String.join("", pieces)).isEqualTo(completion.text());
            assertThat(prompts).containsExactly(prompt.display());
        }
    }

    @Test
    void special_tokens_in_the_middle_are_no_part_of_the_text() throws InterruptedException {
        try (QwenModel model = model(prompt -> "one <|extra_0|>two")) {
            assertThat(model.complete(Prompt.of("one"), GenerationConfig.GREEDY, text -> {})
                            .text())
                    .isEqualTo("one two");
        }
    }

    @Test
    void sampling_and_a_repetition_penalty_change_nothing() throws InterruptedException {
        try (QwenModel model = model(prompt -> "one one one one")) {
            GenerationConfig lively = GenerationConfig.GREEDY
                    .withDoSample(true)
                    .withTemperature(2)
                    .withRepetitionPenalty(1.3);

            assertThat(model.complete(Prompt.of("one"), lively, text -> {}).text())
                    .isEqualTo("one one one one");
        }
    }

    @Test
    void stop_words_and_the_limit_end_it_as_they_end_a_models_text() throws InterruptedException {
        try (QwenModel model = model(prompt -> "one two three")) {
            GenerationConfig config = GenerationConfig.GREEDY;

            assertThat(model.complete(Prompt.of("Count"), config.withStopWords(List.of(" three")), text -> {})
                            .text())
                    .isEqualTo("one two");
            assertThat(model.complete(Prompt.of("Count"), config.withMaxNewTokens(1), text -> {})
                            .finishReason())
                    .isEqualTo(FinishReason.LENGTH);
        }
    }

    @Test
    void there_is_no_native_engine_behind_it() {
        try (QwenModel model = model(prompt -> "")) {
            assertThat(model.engine()).isEmpty();
            assertThat(model.precision()).isEmpty();
        }
    }
}
