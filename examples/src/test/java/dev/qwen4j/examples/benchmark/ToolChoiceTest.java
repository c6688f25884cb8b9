package dev.qwen4j.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.testing.ScriptedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolChoiceTest {
    private static final List<String> ORDER = List.of("read_file", "calculator");
    private static final Question SUM =
            Question.parse("calculator|python\t19 ?\\+ ?23\t(^|[^0-9])42\tWhat do 19 and 23 make?");
    private static final Question GREETING = Question.parse("-\t-\tHello\tHi!");

    @TempDir
    private Path folder;

    @Test
    void right_calls_and_answers_count_in_every_column() throws IOException {
        Score score = measure(
                true,
                List.of(SUM, GREETING),
                call("calculator", "{\"expression\": \"19+23\"}"),
                answer("19+23 = 42"),
                answer("Hello!"));

        assertThat(score.rightTools()).isEqualTo(2);
        assertThat(score.rightCalls()).isEqualTo(2);
        assertThat(score.rightAnswers()).isEqualTo(2);
        assertThat(score.falseCalls()).isZero();
        assertThat(score.row()).startsWith("| read_file calculator | 2/2 | 2/2 | 2/2 | 0/1 | ");
    }

    @Test
    void wrong_tool_and_needless_call_count_in_no_column_but_the_last() throws IOException {
        Score score = measure(
                true,
                List.of(SUM, GREETING),
                call("read_file", "{\"path\": \"19+23\"}"),
                answer("The answer is 42"),
                call("read_file", "{\"path\": \"hi\"}"),
                answer("Hello!"));

        assertThat(score.rightTools()).isZero();
        assertThat(score.rightCalls()).isZero();
        assertThat(score.rightAnswers()).isZero();
        assertThat(score.falseCalls()).isEqualTo(1);
    }

    @Test
    void wrong_input_to_the_right_tool_is_not_a_right_call() throws IOException {
        Score score =
                measure(true, List.of(SUM), call("calculator", "{\"expression\": \"19-23\"}"), answer("19-23 = -4"));

        assertThat(score.rightTools()).isEqualTo(1);
        assertThat(score.rightCalls()).isZero();
        assertThat(score.rightAnswers()).isZero();
        assertThat(score.trials().getFirst().row()).startsWith("| input | What do 19 and 23 make? | calculator ");
    }

    @Test
    void right_call_with_a_wrong_answer_is_not_a_right_answer() throws IOException {
        Score score =
                measure(true, List.of(SUM), call("calculator", "{\"expression\": \"19+23\"}"), answer("It is 24."));

        assertThat(score.rightCalls()).isEqualTo(1);
        assertThat(score.rightAnswers()).isZero();
    }

    @Test
    void trial_that_ends_with_its_first_call_asks_the_model_once() throws IOException {
        Score score = measure(false, List.of(SUM), call("calculator", "{\"expression\": \"19+23\"}"));

        assertThat(score.rightCalls()).isEqualTo(1);
        assertThat(score.row()).contains("| 1/1 | 1/1 | - | 0/0 |");
    }

    @Test
    void questions_that_the_tools_cannot_serve_are_left_out() throws IOException {
        Question time = Question.parse("current_time\t-\t-\tHow late is it?");

        Score score = measure(true, List.of(time, GREETING), answer("Hello!"));

        assertThat(score.trials()).extracting(Trial::question).containsExactly(GREETING);
    }

    @Test
    void orders_to_try_hold_each_omission_and_rotation_once() {
        assertThat(ToolOrders.around(List.of("a", "b", "c"), 20, 1))
                .doesNotHaveDuplicates()
                .startsWith(List.of("a", "b", "c"), List.of("b", "c"), List.of("a", "c"), List.of("a", "b"))
                .contains(List.of("b", "c", "a"), List.of("c", "a", "b"))
                .hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void development_set_names_only_tools_that_exist_and_no_question_twice() throws IOException {
        List<Question> questions = Question.developmentSet();

        assertThat(questions).extracting(Question::text).doesNotHaveDuplicates().hasSizeGreaterThan(90);
        Set<String> named = questions.stream()
                .flatMap(question -> question.tools().stream())
                .collect(Collectors.toSet());
        assertThat(named).isEqualTo(new HashSet<>(ToolChoice.ALL));
    }

    @Test
    void line_with_a_missing_field_is_refused() {
        assertThatThrownBy(() -> Question.parse("calculator\t-\tWhat is 1+1?"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 fields");
    }

    @Test
    void best_order_comes_first() throws IOException {
        Score wrong = measure(true, List.of(SUM), answer("42"));
        Score right =
                measure(true, List.of(SUM), call("calculator", "{\"expression\": \"19+23\"}"), answer("19+23 = 42"));

        assertThat(List.of(wrong, right)).isSortedAccordingTo(Score.BEST_FIRST.reversed());
    }

    @Test
    void options_choose_orders_and_sample() throws IOException {
        ToolChoice.Options options = ToolChoice.Options.parse("--sample", "3", "--first-call", "python", "calculator");

        assertThat(options.orders()).containsExactly(List.of("python", "calculator"));
        assertThat(options.complete()).isFalse();
        assertThat(options.sampleOf(List.of(SUM, GREETING, SUM, GREETING))).containsExactly(SUM, GREETING);
        assertThat(ToolChoice.Options.parse("--search", "0").orders())
                .contains(ToolChoice.ALL)
                .hasSize(16);
    }

    @Test
    void option_without_its_number_is_refused() {
        assertThatThrownBy(() -> ToolChoice.Options.parse("--sample", "0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--sample must be followed by a number of at least 1 but is '0'");
        assertThatThrownBy(() -> ToolChoice.Options.parse("--search"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--search must be followed by a number");
    }

    private Score measure(boolean complete, List<Question> questions, String... script) throws IOException {
        // No question here reaches Python, so no process is started.
        try (CodeInterpreter python = new GraalPyInterpreter(folder, SandboxPolicy.DEFAULT)) {
            return new ToolChoice(new ScriptedModel(script), python, complete).measure(ORDER, questions);
        }
    }

    private static String call(String tool, String input) {
        return "Thought: I should use the " + tool + " tool.\nAction: " + tool + "\nAction Input: " + input
                + "\nObservation:";
    }

    private static String answer(String text) {
        return "Thought: I now know the final answer\nFinal Answer: " + text;
    }
}
