package dev.qwen4j.service.cli;

import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.AgentOptions;
import dev.qwen4j.agent.Constrain;
import dev.qwen4j.agent.Overflow;
import dev.qwen4j.service.Caution;
import dev.qwen4j.service.OutsideTools;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.tools.Risk;
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

    @Option(
            names = "--constrain",
            paramLabel = "WHEN",
            description = "Hold the model to the format of its steps while it writes: off, auto (default) or strict,"
                    + " which fails where auto would not hold it.")
    @Nullable
    Constrain constrain;

    @Option(
            names = "--overflow",
            paramLabel = "HOW",
            description = "What becomes of a conversation that is too long for the model, once old observations are"
                    + " shortened: summarize (default), by a call of the model, or refuse.")
    @Nullable
    Overflow overflow;

    @Option(names = "--strict", description = "Have the model write again what could be read only with a repair.")
    boolean strict;

    @Option(
            names = "--ask-repaired",
            description = "Ask before a call that could be read only with a repair, if it writes or runs code.")
    boolean askRepaired;

    @Option(
            names = "--ask-for",
            paramLabel = "RISK",
            split = ",",
            description = "Ask before every call of these risks: read, write, network, exec. Default: before write and"
                    + " exec, once text from the network was read. Where nobody types such calls are denied.")
    @Nullable
    List<Risk> askFor;

    @Option(
            names = "--openapi",
            paramLabel = "DOCUMENT",
            description =
                    "Offer the GET operations of this OpenAPI document too: a file, a folder of files or an address."
                            + " A file {\"openapi\": {\"NAME\": {\"document\": ..., \"allow\": [...], \"headers\": {...}}}} allows"
                            + " others and has keys. May be given several times.")
    @Nullable
    List<String> openapi;

    /** Where the tools that the user names come from, besides ours. */
    OutsideTools.Sources sources(ProcessEnvironment environment) {
        return new OutsideTools.Sources(
                mcp, OutsideTools.pinsFolder(environment.home()), openapi == null ? List.of() : openapi);
    }

    /** Starts the servers and reads the documents that the user names; the caller closes them. */
    OutsideTools connect(Terminal terminal, ProcessEnvironment environment) throws InterruptedException {
        return OutsideTools.open(sources(environment), warning -> terminal.complain("warning: " + warning));
    }

    SessionSettings settings() {
        AgentLimits usual = AgentLimits.DEFAULT;
        return SessionSettings.DEFAULT
                .withFolder(folder)
                .withDocuments(documents)
                .withTools(tools)
                .withFetchUrl(fetchUrl)
                .withCaution(new Caution(
                        new AgentOptions(
                                constrain == null ? Constrain.AUTO : constrain,
                                overflow == null ? Overflow.SUMMARIZE : overflow),
                        strict,
                        askRepaired,
                        askFor == null ? List.of() : askFor))
                .withLimits(
                        maxSteps == null ? usual : new AgentLimits(maxSteps, usual.maxTokens(), usual.maxDuration()));
    }
}
