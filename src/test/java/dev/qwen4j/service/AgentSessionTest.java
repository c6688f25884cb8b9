package dev.qwen4j.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.interpreter.WorkerOptions;
import dev.qwen4j.model.testing.ScriptedModel;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSessionTest {
    private static String call(String tool, String input) {
        return " I should use the " + tool + " tool.\nAction: " + tool + "\nAction Input: " + input + "\nObservation:";
    }

    private static final String ANSWER = " I now know the final answer\nFinal Answer: done";

    private static List<String> observations(AgentSession session, String question) {
        List<String> texts = new ArrayList<>();
        Outcome outcome = session.agent().run(Transcript.empty().ask(question), event -> {
            if (event instanceof dev.qwen4j.agent.AgentEvent.Observation o) {
                texts.add(o.text());
            }
        });
        assertThat(outcome.answer()).isEqualTo("done");
        return texts;
    }

    @Test
    void fresh_folder_goes_with_the_session_if_nothing_was_written() {
        AgentSession session = AgentSession.open(new ScriptedModel(), SessionSettings.DEFAULT);
        assertThat(session.folder()).isEmptyDirectory();

        session.close();

        assertThat(session.folder()).doesNotExist();
    }

    @Test
    void files_of_a_fresh_folder_outlive_the_session_unless_it_is_discarded() throws IOException {
        AgentSession session = AgentSession.open(new ScriptedModel(), SessionSettings.DEFAULT);
        Files.createDirectory(session.folder().resolve("a"));
        Files.writeString(session.folder().resolve("a/notes.txt"), "mine");

        session.close();
        assertThat(session.folder().resolve("a/notes.txt")).hasContent("mine");

        session.discard();
        assertThat(session.folder()).doesNotExist();
    }

    @Test
    void folder_of_the_user_is_never_deleted(@TempDir Path folder) {
        AgentSession session = AgentSession.open(new ScriptedModel(), SessionSettings.DEFAULT.withFolder(folder));

        session.discard();

        assertThat(folder).exists();
    }

    @Test
    void python_of_a_run_is_held_and_equipped_as_the_settings_say(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("greeting.py"), "TEXT = 'from a package'\n");
        SessionSettings settings = configured(Map.of(
                        "qwen4j.interpreter.packages", folder.toString(),
                        "qwen4j.interpreter.namespaces", "off",
                        "qwen4j.interpreter.heap-mib", "200",
                        "qwen4j.session.cell-timeout", "100s"))
                .sessionSettings();
        assertThat(settings.workers().namespaces()).isEqualTo(WorkerOptions.Namespaces.OFF);
        assertThat(settings.sandbox().heapBytes()).isEqualTo(200L << 20);
        assertThat(settings.sandbox().cellTimeout()).isEqualTo(Duration.ofSeconds(100));

        ScriptedModel model =
                new ScriptedModel(call("python", "{\"code\": \"import greeting; print(greeting.TEXT)\"}"), ANSWER);
        try (AgentSession session = AgentSession.open(model, settings)) {
            assertThat(observations(session, "import it")).containsExactly("from a package");
        }
    }

    private static Qwen4jConfig configured(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(Qwen4jConfig.class)
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(Qwen4jConfig.class);
    }

    @Test
    void tools_work_in_the_session_folder(@TempDir Path folder) {
        ScriptedModel model = new ScriptedModel(
                call("write_file", "{\"path\": \"notes.txt\", \"content\": \"hello\"}"),
                call("read_file", "{\"path\": \"notes.txt\"}"),
                ANSWER);

        try (AgentSession session = AgentSession.open(model, SessionSettings.DEFAULT.withFolder(folder))) {
            assertThat(observations(session, "write and read"))
                    .last()
                    .asString()
                    .contains("hello");
        }

        assertThat(folder.resolve("notes.txt")).hasContent("hello");
    }

    @Test
    void sample_handbook_is_searched_where_no_documents_are_named() {
        ScriptedModel model = new ScriptedModel(
                call("search_documents", "{\"query\": \"vacation days\"}"),
                call("search_documents", "{\"query\": \"年假规定\"}"),
                ANSWER);

        try (AgentSession session = AgentSession.open(model, SessionSettings.DEFAULT)) {
            List<String> found = observations(session, "vacation?");

            assertThat(found.get(0)).contains("The limit for vacation days is 28");
            assertThat(found.get(1)).contains("年假规定的上限是28");
        }
    }
}
