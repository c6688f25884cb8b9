package dev.qwen4j.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Decision;
import dev.qwen4j.agent.react.ReActParser;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.Repair;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "react",
        description = "Reads what a model wrote, one JSON object a line with text and finish (stop, length or eos), and"
                + " prints for each what the agent would do: the call, the answer, or why the model has to try again.",
        footer = {
            "",
            "Example:",
            "  echo '{\"text\": \"Action: Calculator\\nAction Input: 2+2\", \"finish\": \"stop\"}' |"
                    + " qwen4j react --tools tools.json"
        })
final class ReactCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private final Terminal terminal;

    @Option(
            names = "--tools",
            required = true,
            paramLabel = "FILE",
            description = "JSON array of tools, each with name, description, parameters (a JSON Schema of type object)"
                    + " and, if there is one, name_for_human.")
    private Path tools = Path.of("");

    @Option(
            names = "--strict",
            description = "Tolerate no fault: whatever would be put right is a reason to try again.")
    private boolean strict;

    @Option(names = "--json", description = "Print one JSON object a line, which it does without being told.")
    @SuppressWarnings("unused") // there is no other form
    private boolean json;

    ReactCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ToolRegistry registry = ToolsFile.read(tools);
        ReActParser parser = new ReActParser(registry.specs());
        BufferedReader lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                JsonNode output = output(line, number);
                Decision decision = Decision.of(
                        parser.parse(output.path("text").asText(), finish(output, number)), registry, strict);
                terminal.out().print(line(toJson(decision)) + "\n");
            }
        }
        return ExitStatus.OK;
    }

    private static JsonNode output(String line, int number) {
        try {
            JsonNode output = JSON.readTree(line);
            if (output.path("text").isTextual()) {
                return output;
            }
            throw new CommandFailure(
                    ExitStatus.USAGE, "line " + number + " has no text: give an object with text and finish");
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitStatus.USAGE, "line " + number + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static FinishReason finish(JsonNode output, int number) {
        String finish = output.path("finish").asText("eos");
        return switch (finish) {
            case "stop" -> FinishReason.STOP_WORD;
            case "length" -> FinishReason.LENGTH;
            case "eos" -> FinishReason.END_OF_TEXT;
            default ->
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "finish in line " + number + " is '" + finish + "': give stop, length or eos");
        };
    }

    private static ObjectNode toJson(Decision decision) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (decision) {
            case Decision.Call call -> {
                json.put("outcome", "call");
                if (call.calls().getFirst() instanceof ToolCall.Ready ready) {
                    json.put("tool", ready.tool().spec().name()).set("arguments", ready.arguments());
                }
                json.putNull("answer").putNull("reason");
            }
            case Decision.Answer answer ->
                json.put("outcome", "final")
                        .putNull("tool")
                        .putNull("arguments")
                        .put("answer", answer.answer())
                        .putNull("reason");
            case Decision.Retry retry ->
                json.put("outcome", "retry")
                        .put("tool", retry.tool().isEmpty() ? null : retry.tool())
                        .putNull("arguments")
                        .putNull("answer")
                        .put("reason", retry.reason());
        }
        ArrayNode repairs = json.putArray("repairs");
        decision.repairs().stream().map(Repair::code).sorted().forEach(repairs::add);
        return json;
    }

    /** Half a character cannot be written in UTF-8, but as an escape. */
    private static String line(ObjectNode json) {
        return LONE_SURROGATE
                .matcher(json.toString())
                .replaceAll(
                        match -> String.format("\\\\u%04x", (int) match.group().charAt(0)));
    }
}
