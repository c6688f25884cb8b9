package dev.qwen4j.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
    private static final SessionSettings DEFAULT = SessionSettings.DEFAULT;

    @Test
    void default_tools_do_not_reach_the_network() {
        assertThat(DEFAULT.toolNames()).isEqualTo(SessionSettings.DEFAULT_TOOLS).doesNotContain("fetch_url");
    }

    @Test
    void fetch_url_comes_last_where_it_is_allowed() {
        assertThat(DEFAULT.withFetchUrl(true).toolNames()).endsWith("fetch_url");
    }

    @Test
    void chosen_tools_keep_their_order() {
        assertThat(DEFAULT.withTools(List.of("python", "calculator")).toolNames())
                .containsExactly("python", "calculator");
        assertThat(DEFAULT.withTools(List.of()).toolNames()).isEmpty();
    }

    @Test
    void wrong_tools_are_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(DEFAULT.withTools(List.of("teleport"))::requireUsable)
                .withMessageStartingWith("unknown tool 'teleport': use some of calculator, python");
        assertThatIllegalArgumentException()
                .isThrownBy(DEFAULT.withTools(List.of("fetch_url"))::requireUsable)
                .withMessageContaining("'fetch_url' is switched off");
        assertThatIllegalArgumentException()
                .isThrownBy(DEFAULT.withTools(List.of("python", "python"))::requireUsable)
                .withMessageContaining("'python' is named twice");
    }

    @Test
    void folders_must_exist() {
        Path missing = Path.of("no", "such", "folder");

        assertThatIllegalArgumentException()
                .isThrownBy(DEFAULT.withFolder(missing)::requireUsable)
                .withMessage("folder must be an existing folder but is " + missing);
        assertThatIllegalArgumentException()
                .isThrownBy(DEFAULT.withDocuments(missing)::requireUsable)
                .withMessage("documents must be an existing folder but is " + missing);
    }
}
