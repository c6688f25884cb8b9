package dev.qwen4j.service.cli;

import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.service.McpConnections;
import dev.qwen4j.service.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the model may use while it answers. */
final class SessionOptions {
    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "Folder that search_documents searches. Default: a sample handbook.")
    @Nullable
    Path documents;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The only folder that the file tools and Python can read and write. Default: a fresh"
                    + " temporary one, kept if the model wrote into it.")
    @Nullable
    Path folder;

    @Option(
            names = "--tools",
            paramLabel = "NAME",
            split = ",",
            description = "Tools to offer, separated by commas, in this order. Default: calculator, python,"
                    + " current_time, unit_convert, search_documents, read_file, write_file, list_files.")
    @Nullable
    List<String> tools;

    @Option(names = "--fetch-url", description = "Offer fetch_url too, which lets the model read public web pages.")
    boolean fetchUrl;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Model calls after which a run ends without an answer. Default: 12.")
    @Nullable
    Integer maxSteps;

    @Option(
            names = "--mcp",
            paramLabel = "FILE",
            description = "Offer the tools of the MCP servers in this file too, in the form that editors use:"
                    + " {\"mcpServers\": {\"NAME\": {\"command\": ..., \"args\": [...]}}} or {\"url\": ...}.")
    @Nullable
    Path mcp;

    /** Starts the servers that the user names; the caller closes them. */
    McpConnections connect(Terminal terminal, ProcessEnvironment environment) throws InterruptedException {
        return mcp == null
                ? McpConnections.NONE
                : McpConnections.open(
                        mcp,
                        McpConnections.pinsFolder(environment.home()),
                        warning -> terminal.complain("warning: " + warning));
    }

    SessionSettings settings() {
        AgentLimits usual = AgentLimits.DEFAULT;
        return SessionSettings.DEFAULT
                .withFolder(folder)
                .withDocuments(documents)
                .withTools(tools)
                .withFetchUrl(fetchUrl)
                .withLimits(
                        maxSteps == null ? usual : new AgentLimits(maxSteps, usual.maxTokens(), usual.maxDuration()));
    }
}
