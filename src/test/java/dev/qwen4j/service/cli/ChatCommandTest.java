package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.testing.ScriptedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
    private static final String RULE = "=".repeat(80);

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

        assertThat(chat.outLines()).endsWith(RULE, "History (1)", "User[0]: I am Ann.", "QWen[0]: Hello, Ann.", RULE);
    }

    @Test
    void events_and_what_commands_say_are_json_where_it_is_asked_for() throws IOException {
        ScriptedModel model = new ScriptedModel("Hello, Ann.");

        Invocation chat = Invocation.typing("I am Ann.\n:seed\n", model, "chat", "--no-tools", "--json");

        List<String> events = new ArrayList<>();
        for (String line : chat.outLines()) {
            events.add(new ObjectMapper().readTree(line).path("event").asText());
        }
        assertThat(events)
                .startsWith("run")
                .containsSubsequence("answer", "done")
                .endsWith("said");
        assertThat(chat.outLines().getLast()).contains("[INFO] Current random seed: ");
    }

    @Test
    void what_a_model_writes_cannot_command_the_terminal() {
        ScriptedModel model = new ScriptedModel("Red: \u001b[31mHello\u0007\u009b2J, Ann\r.");

        Invocation chat = Invocation.typing("I am Ann.\n", model, "chat", "--no-tools");

        assertThat(chat.outLines()).containsExactly("Answer: Red: [31mHello2J, Ann.");
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
                .contains("[INFO] Change config: model.generation_config.max_new_tokens = 3")
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

    @Test
    void text_between_quotation_marks_is_one_question() {
        ScriptedModel model = new ScriptedModel("Two lines.");

        Invocation.typing("\"\"\"first\nsecond\"\"\"\n", model, "chat", "--no-tools");

        assertThat(model.prompts())
                .singleElement()
                .extracting(Prompt::display)
                .asString()
                .contains("first\nsecond");
    }

    @Test
    void answer_is_tried_again_without_the_first_one() {
        ScriptedModel model = new ScriptedModel("Bad.", "Better.");

        Invocation chat = Invocation.typing("/retry\nHow are you?\n/retry\n:his\n", model, "chat", "--no-tools");

        assertThat(chat.outLines()).startsWith("[ERROR] There is no answer to try again");
        assertThat(chat.outLines()).endsWith(RULE, "History (1)", "User[0]: How are you?", "QWen[0]: Better.", RULE);
        assertThat(model.prompts().get(1)).isEqualTo(model.prompts().get(0));
    }

    @Test
    void saved_conversation_goes_on_later(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("talk.json");
        ScriptedModel model = new ScriptedModel("Hello, Ann.", "Ann.");

        Invocation.typing("/set system Be brief.\nI am Ann.\n/save " + file + "\n", model, "chat", "--no-tools");
        Invocation chat = Invocation.typing("/load " + file + "\nWho am I?\n", model, "chat", "--no-tools");

        assertThat(chat.outLines()).containsExactly("[INFO] Loaded 1 turns", "Answer: Ann.");
        assertThat(model.prompts().get(1).display()).contains("Be brief.", "I am Ann.", "Hello, Ann.", "Who am I?");
        Files.writeString(file, "{}");
        assertThat(Invocation.typing("/load " + file + "\n/load\n/load " + folder.resolve("no") + "\n", model, "chat")
                        .outLines())
                .satisfiesExactly(
                        line -> assertThat(line).contains(file + " is no saved conversation"),
                        line -> assertThat(line).isEqualTo("[ERROR] The path of a file must follow"),
                        line -> assertThat(line).contains("There is no file"));
    }

    @Test
    void trace_shows_what_the_model_read_and_wrote_word_for_word() {
        ScriptedModel model = new ScriptedModel("Thought: Easy.\nFinal Answer: 4");

        Invocation chat = Invocation.typing("/trace\n2+2?\n/trace\n", model, "chat", "--tools", "calculator");

        assertThat(chat.outLines()).startsWith("[ERROR] Nothing was asked yet");
        assertThat(chat.out())
                .contains(
                        "--- call 1, read\n" + model.prompts().get(0).display().strip())
                .contains("--- call 1, written\nThought: Easy.\nFinal Answer: 4");
    }

    @Test
    void tools_and_settings_are_shown_and_files_shared(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "Buy milk.");
        Path work = Files.createDirectory(folder.resolve("work"));

        Invocation chat = Invocation.typing(
                "/tools\n/show\n/set parameter top_k 7\n/set\n/file " + file + "\n",
                new ScriptedModel(),
                "chat",
                "--tools",
                "read_file",
                "--folder",
                work.toString());

        assertThat(chat.out())
                .contains("read_file          READ")
                .contains("model=scripted\nsystem=You are a helpful assistant.")
                .contains(
                        "[INFO] Change config: model.generation_config.top_k = 7", "format: /set KEY VALUE", "top_k=7")
                .contains("The tools find it as notes.txt");
        assertThat(work.resolve("notes.txt")).hasContent("Buy milk.");
        assertThat(Invocation.typing("/file " + file + "\n", new ScriptedModel(), "chat", "--no-tools")
                        .out())
                .contains("No tool could read it");
    }

    @Test
    void slash_without_such_a_command_is_no_question_but_a_path_may_begin_one() {
        ScriptedModel model = new ScriptedModel("A folder.");

        Invocation chat = Invocation.typing("/frobnicate\n/etc is what?\n/help\n", model, "chat", "--no-tools");

        assertThat(chat.outLines())
                .startsWith("[ERROR] There is no /frobnicate: see /?", "Answer: A folder.", "Commands:");
        assertThat(chat.out()).contains(":clear-his, :clh, /clear", "/save PATH");
    }

    @Test
    void run_asks_what_is_piped_in_of_the_model_named() {
        ScriptedModel model = new ScriptedModel("Thought: Easy.\nFinal Answer: 4", "Thought: Easy.\nFinal Answer: 5");

        assertThat(Invocation.typing("2+2?", model, "run", "any").out()).contains("Final Answer: 4");
        assertThat(Invocation.typing("", model, "run", "any", "2+3?").out()).contains("Final Answer: 5");
        assertThat(model.prompts().get(0).display()).contains("Question: 2+2?");
    }
}
