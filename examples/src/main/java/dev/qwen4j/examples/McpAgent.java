package dev.qwen4j.examples;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.mcp.McpConnection;
import dev.qwen4j.tools.mcp.McpServer;
import dev.qwen4j.tools.mcp.McpServersFile;
import java.nio.file.Path;

/** An agent whose tools are those of a Model Context Protocol server. */
public final class McpAgent {
    private McpAgent() {}

    /** Answers with the tools of {@code server}, which is started or reached for this question. */
    public static Outcome run(LanguageModel model, McpServer server, String question) {
        try (McpConnection connection = McpConnection.open(server)) {
            Agent agent = new Agent(model, new ToolRegistry(connection.tools()), AgentLimits.DEFAULT);
            return agent.run(Transcript.empty().ask(question), event -> {});
        }
    }

    /** @param args an {@code mcpServers} file, whose first server is used, and a question */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.out.println("arguments: MCP_SERVERS_FILE QUESTION");
            return;
        }
        McpServer server = McpServersFile.read(Path.of(args[0])).getFirst();
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT)) {
            System.out.println(run(model, server, args[1]).answer());
        }
    }
}
