package dev.qwen4j.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qwen/Qwen-7B-Chat",
                "Qwen/Qwen2.5-0.5B-Instruct",
                "a/b",
                "my_org-1/model--x",
                "modelscope:qwen/Qwen-1_8B-Chat"
            })
    void name_is_the_same_after_its_folder(String text) {
        ModelName name = ModelName.parse(text);

        assertThat(name).hasToString(text);
        assertThat(ModelName.ofFolder(name.hub(), name.folder())).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qwen",
                "a/b/c",
                "/b",
                "a/",
                "../b",
                "a/..",
                "a/x..y",
                "a b/c",
                "Qwen/模型",
                "modelscope:b",
                "x:a/b",
                ""
            })
    void what_is_no_name_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelName.parse(text));
    }

    @Test
    void same_name_at_another_hub_is_another_model() {
        assertThat(ModelName.parse("modelscope:Qwen/Qwen-7B-Chat"))
                .returns(Hub.MODELSCOPE, ModelName::hub)
                .isNotEqualTo(ModelName.parse("Qwen/Qwen-7B-Chat"));
    }

    @Test
    void revision_follows_the_name() {
        ModelReference reference = ModelReference.parse("modelscope:Qwen/Qwen-7B-Chat@v1.0.1");

        assertThat(reference.model()).hasToString("modelscope:Qwen/Qwen-7B-Chat");
        assertThat(reference.revision()).isEqualTo(new Revision("v1.0.1"));
        assertThat(reference).hasToString("modelscope:Qwen/Qwen-7B-Chat@v1.0.1");
    }

    @Test
    void without_a_revision_the_hubs_default_branch_is_meant() {
        assertThat(ModelReference.parse("Qwen/Qwen-7B-Chat").revision()).hasToString("main");
        assertThat(ModelReference.parse("modelscope:Qwen/Qwen-7B-Chat").revision())
                .hasToString("master");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b@", "a/b@../x", "a/b@x@y", "@main", "a@main"})
    void what_is_no_reference_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ModelReference.parse(text));
    }

    @Test
    void paths_are_told_from_names() {
        assertThat(new String[] {"a/b", "a/b@v1", "a/b@feature/x", "modelscope:a"})
                .allMatch(ModelReference::looksLike);
        assertThat(new String[] {"a", "/a/b", "./a", "a/b/c", "../a"}).noneMatch(ModelReference::looksLike);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../main", "a..b", "/main", "main/", "-x", "a b", "", "refs//x"})
    void what_is_no_revision_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Revision(text));
    }
}
