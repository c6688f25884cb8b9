package dev.qwen4j.agent.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.Constrain;
import dev.qwen4j.agent.Overflow;
import dev.qwen4j.agent.ToolLimits;
import dev.qwen4j.model.GenerationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run was started with, as JSON and back. A grammar is not part of it: it follows from the tools. */
final class SettingsJson {
    private SettingsJson() {}

    static ObjectNode of(GenerationConfig sampling) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("max_new_tokens", sampling.maxNewTokens())
                .put("do_sample", sampling.doSample())
                .put("temperature", sampling.temperature())
                .put("top_k", sampling.topK())
                .put("top_p", sampling.topP())
                .put("repetition_penalty", sampling.repetitionPenalty())
                .put("seed", sampling.seed());
        sampling.stopWords().forEach(json.putArray("stop_words")::add);
        return json;
    }

    static GenerationConfig sampling(JsonNode json) {
        List<String> stopWords = new ArrayList<>();
        json.required("stop_words").forEach(word -> stopWords.add(word.asText()));
        return GenerationConfig.GREEDY
                .withMaxNewTokens(json.required("max_new_tokens").asInt())
                .withDoSample(json.required("do_sample").asBoolean())
                .withTemperature(json.required("temperature").asDouble())
                .withTopK(json.required("top_k").asInt())
                .withTopP(json.required("top_p").asDouble())
                .withRepetitionPenalty(json.required("repetition_penalty").asDouble())
                .withSeed(json.required("seed").asLong())
                .withStopWords(stopWords);
    }

    static ObjectNode of(AgentLimits limits) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("steps", limits.maxSteps())
                .put("tokens", limits.maxTokens())
                .put("time", limits.maxDuration().toString());
        json.set("each_tool", of(limits.eachTool()));
        ObjectNode tools = json.putObject("tools");
        limits.tools().forEach((name, limit) -> tools.set(name, of(limit)));
        return json;
    }

    private static ObjectNode of(ToolLimits limits) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("call_time", limits.perCall().toString())
                .put("run_time", limits.perRun().toString())
                .put("run_bytes", limits.bytesPerRun());
    }

    static AgentLimits limits(JsonNode json) {
        Map<String, ToolLimits> tools = new HashMap<>();
        json.required("tools").properties().forEach(tool -> tools.put(tool.getKey(), toolLimits(tool.getValue())));
        return new AgentLimits(
                json.required("steps").asInt(),
                json.required("tokens").asInt(),
                Duration.parse(json.required("time").asText()),
                toolLimits(json.required("each_tool")),
                tools);
    }

    static ObjectNode of(AgentOptions options) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("constrain", lower(options.constrain()))
                .put("overflow", lower(options.overflow()));
    }

    /** Runs of which none were written down were led as there was no other way then. */
    static AgentOptions options(JsonNode json) {
        return new AgentOptions(
                Constrain.valueOf(upper(json.path("constrain").asText("off"))),
                Overflow.valueOf(upper(json.path("overflow").asText("refuse"))));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    private static ToolLimits toolLimits(JsonNode json) {
        return new ToolLimits(
                Duration.parse(json.required("call_time").asText()),
                Duration.parse(json.required("run_time").asText()),
                json.required("run_bytes").asInt());
    }
}
