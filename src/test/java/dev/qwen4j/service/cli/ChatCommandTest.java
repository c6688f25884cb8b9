package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.model.testing.ScriptedModel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChatCommandTest {
    @Test
    void second_question_carries_the_first_with_its_answer() {
        ScriptedModel model = new ScriptedModel("Hello, Ann.", "Ann.");

        Invocation chat = Invocation.typing("I am Ann.\nWho am I?\n", model, "chat", "--no-tools");

        assertThat(chat.status()).isZero();
        assertThat(chat.outLines()).containsExactly("Answer: Hello, Ann.", "Answer: Ann.");
        assertThat(model.prompts().get(1).display()).contains("I am Ann.", "Hello, Ann.", "Who am I?");
    }

    @Test
    void cleared_history_is_forgotten() {
        ScriptedModel model = new ScriptedModel("Hello, Ann.", "No idea.");

        Invocation chat = Invocation.typing("I am Ann.\n:clear-his\nWho am I?\n", model, "chat", "--no-tools");

        assertThat(chat.outLines()).contains("[INFO] All 1 history cleared");
        assertThat(model.prompts().get(1).display()).doesNotContain("Ann");
    }

    @Test
    void history_lists_questions_and_final_answers() {
        ScriptedModel model = new ScriptedModel("Thought: Easy.\nFinal Answer: Hello, Ann.");

        Invocation chat = Invocation.typing("I am Ann.\n:history\n", model, "chat");

        assertThat(chat.outLines()).endsWith("History (1)", "User[0]: I am Ann.", "Qwen[0]: Hello, Ann.");
    }

    @Test
    void exit_leaves_before_the_input_ends() {
        assertThat(Invocation.typing(":exit\nhello\n", new ScriptedModel(), "chat")
                        .status())
                .isZero();
    }

    @Test
    void unknown_command_is_a_question() {
        ScriptedModel model = new ScriptedModel("What is that?");

        Invocation.typing(":frobnicate\n", model, "chat", "--no-tools");

        assertThat(model.prompts()).hasSize(1);
    }

    @Test
    void empty_and_undecodable_lines_are_refused_and_the_chat_goes_on() {
        byte[] input = "\n?\nhello\n".getBytes(StandardCharsets.US_ASCII);
        input[1] = (byte) 0xff;

        Invocation chat = Invocation.typing(input, new ScriptedModel("Hi."), "chat", "--no-tools");

        assertThat(chat.outLines())
                .containsExactly(
                        "[ERROR] Query is empty", "[ERROR] Encoding error in input: it must be UTF-8", "Answer: Hi.");
    }

    @Test
    void changed_settings_reach_the_model() {
        ScriptedModel model = new ScriptedModel("one two three");

        Invocation chat = Invocation.typing(":conf max_new_tokens=3\nCount.\n", model, "chat", "--no-tools");

        assertThat(chat.out())
                .contains("[INFO] Change config: max_new_tokens = 3")
                .contains("one")
                .doesNotContain("two");
    }

    @Test
    void reset_restores_the_settings_of_the_checkpoint() {
        Invocation chat = Invocation.typing(":seed 7\n:seed\n:reset-conf\n:seed\n", new ScriptedModel(), "chat");

        assertThat(chat.outLines())
                .contains("[INFO] Random seed changed to 7", "[INFO] Current random seed: 7")
                .endsWith("[INFO] Current random seed: 1234");
    }

    @Test
    void wrong_settings_are_refused_with_the_reason() {
        Invocation chat =
                Invocation.typing(":seed x\n:conf top_k\n:conf top_p=2\n:conf wit=9\n", new ScriptedModel(), "chat");

        assertThat(chat.outLines().get(0)).isEqualTo("[WARNING] Fail to change random seed: 'x' is not a valid number");
        assertThat(chat.outLines().get(1)).isEqualTo("[WARNING] format: <key>=<value>");
        assertThat(chat.outLines().get(2)).contains("topP", "2.0");
        assertThat(chat.outLines().get(3)).contains("unknown key 'wit'", "temperature");
    }
}
