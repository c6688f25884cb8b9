package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** As much of the protocol as the tests need; as a program, over standard input and output. */
final class ToyMcpServer {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String addDescription;

    ToyMcpServer(String addDescription) {
        this.addDescription = addDescription;
    }

    @SuppressWarnings("SystemOut") // the protocol's own channel
    public static void main(String[] arguments) throws IOException {
        ToyMcpServer server = new ToyMcpServer("Adds two numbers.");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            server.answer(MAPPER.readTree(line)).ifPresent(answer -> out.println(answer));
        }
    }

    /** The answer to a request; none to a notification. */
    Optional<ObjectNode> answer(JsonNode message) {
        if (!message.has("id")) {
            return Optional.empty();
        }
        ObjectNode answer = MAPPER.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", message.get("id"));
        ObjectNode result = answer.putObject("result");
        switch (message.path("method").asText()) {
            case "initialize" -> initialized(message, result);
            case "tools/list" -> list(result.putArray("tools"));
            case "tools/call" -> call(message.path("params"), answer, result);
            default -> {}
        }
        return Optional.of(answer);
    }

    private static void initialized(JsonNode message, ObjectNode result) {
        result.put(
                "protocolVersion",
                message.path("params").path("protocolVersion").asText());
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "toy").put("version", "1");
    }

    private void list(ArrayNode tools) {
        ObjectNode add = tools.addObject().put("name", "math.add").put("description", addDescription);
        ObjectNode schema = add.putObject("inputSchema").put("type", "object");
        schema.putObject("properties").putObject("a").put("type", "integer");
        ((ObjectNode) schema.get("properties")).putObject("b").put("type", "integer");
        schema.putArray("required").add("a").add("b");
        tools.addObject()
                .put("name", "fail")
                .put("description", "Fails, or takes its time, or ends the server.")
                .putObject("inputSchema")
                .put("type", "object")
                .putObject("properties")
                .putObject("how")
                .put("type", "string");
        tools.addObject()
                .put("name", "picture")
                .put("description", "Draws.")
                .putObject("inputSchema")
                .put("type", "object")
                .putObject("properties");
    }

    private static void call(JsonNode params, ObjectNode answer, ObjectNode result) {
        JsonNode arguments = params.path("arguments");
        ArrayNode content = result.putArray("content");
        switch (params.path("name").asText()) {
            case "math.add" ->
                content.addObject()
                        .put("type", "text")
                        .put(
                                "text",
                                ""
                                        + (arguments.path("a").asInt()
                                                + arguments.path("b").asInt()));
            case "picture" -> {
                content.addObject().put("type", "text").put("text", "a dot");
                content.addObject().put("type", "image").put("data", "AQID").put("mimeType", "image/png");
            }
            default -> fail(arguments.path("how").asText(), answer, result, content);
        }
    }

    private static void fail(String how, ObjectNode answer, ObjectNode result, ArrayNode content) {
        switch (how) {
            case "slowly" -> pause();
            case "for good" -> Runtime.getRuntime().halt(1);
            case "as an error" -> {
                answer.remove("result");
                answer.putObject("error").put("code", -32000).put("message", "no such thing");
            }
            default -> {
                content.addObject().put("type", "text").put("text", "it is broken");
                result.put("isError", true);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
