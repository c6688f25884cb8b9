package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"Qwen/Qwen-7B-Chat", "Qwen/Qwen2.5-0.5B-Instruct", "a/b", "my_org-1/model--x"})
    void name_is_the_same_after_its_folder(String text) {
        ModelName name = ModelName.parse(text);

        assertThat(name).hasToString(text);
        assertThat(ModelName.ofFolder(name.folder())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Qwen", "a/b/c", "/b", "a/", "../b", "a/..", "a/x..y", "a b/c", "Qwen/模型", ""})
    void what_is_no_name_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelName.parse(text));
    }

    @Test
    void modelscope_is_refused_with_a_way_out() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse("modelscope:qwen/Qwen-1_8B-Chat"))
                .withMessageContainingAll("ModelScope", "qwen/Qwen-1_8B-Chat", "HF_ENDPOINT", "folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../main", "a..b", "/main", "main/", "-x", "a b", "", "refs//x"})
    void what_is_no_revision_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Revision(text));
    }
}
