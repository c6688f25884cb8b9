package dev.qwen4j.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a real terminal shows: keys. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ChatOnTerminalTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001bOA"; // in the mode that the program switches to
    private static final String TAB = "\t";

    @TempDir
    Path home;

    @Test
    void consent_is_asked_for_and_not_kept_in_the_history_and_ctrl_c_ends_the_run() throws Exception {
        String[] asking = {"chat", "--tools", "calculator", "--ask-for", "read"};
        try (PseudoTerminal chat = PseudoTerminal.of(ScriptedProgram.class, home, asking)) {
            chat.read("User> ");
            chat.type("What is 2+2?\r");
            chat.read("Allow it? [y/N] ");
            chat.type("y\r");
            chat.read("Final Answer: It is 4.");

            chat.read("User> ");
            chat.type("And again?\r");
            chat.read("Allow it? [y/N] ");
            chat.type(CTRL_C);
            chat.read("[WARNING] Generation interrupted");

            chat.read("User> ");
            chat.type(CTRL_D);
            assertThat(chat.await()).isZero();
        }
        assertThat(home.resolve(".local/share/qwen4j/chat-history"))
                .content()
                .contains(":What is 2+2?", ":And again?")
                .doesNotContain(":y\n");
    }

    @Test
    void answers_stream_and_stop_history_and_completion_help_and_several_lines_are_one() throws Exception {
        try (PseudoTerminal chat = PseudoTerminal.of(ScriptedProgram.class, home, "chat", "--no-tools")) {
            chat.read("User> ");
            chat.type("I am Ann.\r");
            chat.read("Answer: Hello, Ann.");

            chat.read("User> ");
            chat.type("Count to a million.\r");
            chat.read("one more, one more, ");
            chat.type(CTRL_C);
            chat.read("[WARNING] Generation interrupted");

            chat.read("User> ");
            chat.type("not this" + CTRL_C);
            chat.read("User> ");
            chat.type("\"\"\"Who\r");
            chat.read("... ");
            chat.type("am I?\"\"\"\r");
            chat.read("Answer: Ann.");

            chat.read("User> ");
            chat.type("/retr" + TAB + "\r");
            chat.read("Answer: Ann again.");

            chat.read("User> ");
            chat.type(":his\r");
            assertThat(chat.read("QWen[1]: Ann again."))
                    .contains("History (2)", "User[0]: I am Ann.", "User[1]: Who\nam I?")
                    .doesNotContain("million", "not this");

            chat.read("User> ");
            chat.type(CTRL_D);
            assertThat(chat.await()).isZero();
        }
        Path history = home.resolve(".local/share/qwen4j/chat-history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");

        try (PseudoTerminal chat = PseudoTerminal.of(ScriptedProgram.class, home, "chat", "--no-tools")) {
            chat.read("User> ");
            chat.type(UP + UP + UP + UP + UP);
            chat.read("Count to a million.");
            chat.type(CTRL_C);
            chat.read("User> ");
            chat.type("/bye\r");
            assertThat(chat.await()).isZero();
        }
    }
}
