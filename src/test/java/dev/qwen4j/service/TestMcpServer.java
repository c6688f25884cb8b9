package dev.qwen4j.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that offers tools over its standard input and output: as much of MCP as the tests need. */
public final class TestMcpServer {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TestMcpServer() {}

    /**
     * A file with this server, beside one that does not start.
     *
     * @param description what {@code add} says of itself
     * @param risk of its tools
     */
    public static Path file(Path folder, String description, String risk) {
        ObjectNode servers = MAPPER.createObjectNode();
        ObjectNode entries = servers.putObject("mcpServers");
        ObjectNode toy = entries.putObject("toy");
        toy.put(
                "command",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        toy.putArray("args")
                .add("-XX:TieredStopAtLevel=1")
                .add("-cp")
                .add(System.getProperty("java.class.path"))
                .add(TestMcpServer.class.getName())
                .add(description);
        toy.put("risk", risk);
        entries.putObject("lost").put("command", "/no/such/program");
        try {
            return Files.writeString(folder.resolve("mcp.json"), servers.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param args what {@code add} says of itself */
    @SuppressWarnings("SystemOut") // the protocol's own channel
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = MAPPER.readTree(line);
            if (message.has("id")) {
                ObjectNode answer = MAPPER.createObjectNode().put("jsonrpc", "2.0");
                answer.set("id", message.get("id"));
                answer.set("result", result(message, args[0]));
                out.println(answer);
            }
        }
    }

    private static ObjectNode result(JsonNode message, String description) {
        ObjectNode result = MAPPER.createObjectNode();
        JsonNode params = message.path("params");
        switch (message.path("method").asText()) {
            case "initialize" -> {
                result.put("protocolVersion", params.path("protocolVersion").asText());
                result.putObject("capabilities").putObject("tools");
                result.putObject("serverInfo").put("name", "toy").put("version", "1");
            }
            case "tools/list" -> {
                result.putArray("tools");
                tool(result, "add", description, "a", "b");
                tool(result, "calculator", "Another one.", "a", "b");
            }
            case "tools/call" -> {
                JsonNode arguments = params.path("arguments");
                int sum = arguments.path("a").asInt() + arguments.path("b").asInt();
                result.putArray("content").addObject().put("type", "text").put("text", "The sum is " + sum);
            }
            default -> {}
        }
        return result;
    }

    private static void tool(ObjectNode result, String name, String description, String... numbers) {
        ObjectNode schema = result.withArray("tools")
                .addObject()
                .put("name", name)
                .put("description", description)
                .putObject("inputSchema")
                .put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String number : numbers) {
            properties.putObject(number).put("type", "integer");
            schema.withArray("required").add(number);
        }
    }
}
