package dev.qwen4j.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ElicitationTest {
    @Test
    void a_question_in_a_call_is_answered_with_what_the_server_proposes() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(Elicitation.answer(
                        json.readTree("{\"requestedSchema\": {\"properties\": {\"name\": {\"default\": \"x\"},"
                                + " \"age\": {}}, \"required\": [\"name\"]}}")))
                .hasToString("{\"action\":\"accept\",\"content\":{\"name\":\"x\"}}");
        assertThat(Elicitation.answer(json.readTree(
                        "{\"requestedSchema\": {\"properties\": {\"age\": {}}, \"required\": [\"age\"]}}")))
                .hasToString("{\"action\":\"decline\"}");
        assertThat(Elicitation.answer(json.readTree("{\"mode\": \"url\"}"))).hasToString("{\"action\":\"decline\"}");
    }
}
