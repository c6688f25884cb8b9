package dev.qwen4j.service;

import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.interpreter.WorkerOptions;
import dev.qwen4j.tools.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of.
 *
 * @param folder the only folder its tools and its Python can read and write; null for a fresh temporary one
 * @param documents the folder that {@code search_documents} searches; null for the sample handbook
 * @param fetchUrl whether {@code fetch_url} may be used: it lets the model reach the network
 * @param tools names of the tools to offer, in this order; null for {@link #DEFAULT_TOOLS}, followed by
 *     {@code fetch_url} where that is allowed and by {@code extraTools}; empty for plain chat
 * @param extraTools tools from elsewhere, offered after ours; as safe for several sessions at once as they are
 * @param sandbox what its Python may use
 * @param workers how the processes of its Python are made
 * @param limits when a run ends without an answer
 * @param caution how readily what the model writes is carried out
 */
public record SessionSettings(
        @Nullable Path folder,
        @Nullable Path documents,
        boolean fetchUrl,
        @Nullable List<String> tools,
        List<Tool> extraTools,
        SandboxPolicy sandbox,
        WorkerOptions workers,
        AgentLimits limits,
        Caution caution) {

    /** What is offered where nobody chose, in the order in which the model reads it. */
    public static final List<String> DEFAULT_TOOLS = List.of(
            "calculator",
            "python",
            "current_time",
            "unit_convert",
            "search_documents",
            "read_file",
            "write_file",
            "list_files");

    private static final String FETCH_URL = "fetch_url";

    /** Names that no tool from elsewhere can have. */
    static final List<String> OWN_TOOLS =
            Stream.concat(DEFAULT_TOOLS.stream(), Stream.of(FETCH_URL)).toList();

    /** A fresh temporary folder, the sample handbook, the default tools and limits, no network. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            null,
            null,
            false,
            null,
            List.of(),
            SandboxPolicy.DEFAULT,
            WorkerOptions.DEFAULT,
            AgentLimits.DEFAULT,
            Caution.DEFAULT);

    public SessionSettings {
        extraTools = List.copyOf(extraTools);
        tools = tools == null ? null : List.copyOf(tools);
    }

    /**
     * Tells whether a session can be opened, without opening one.
     *
     * @throws IllegalArgumentException if a folder does not exist, or a tool is unknown, switched off or named twice
     */
    public void requireUsable() {
        toolNames();
        requireFolder("folder", folder);
        requireFolder("documents", documents);
    }

    private static void requireFolder(String setting, @Nullable Path folder) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(setting + " must be an existing folder but is " + folder);
        }
    }

    /**
     * The tools to offer, in order.
     *
     * @throws IllegalArgumentException if one is unknown, switched off or named twice
     */
    public List<String> toolNames() {
        List<String> known = new ArrayList<>(DEFAULT_TOOLS);
        if (fetchUrl) {
            known.add(FETCH_URL);
        }
        for (Tool extra : extraTools) {
            String name = extra.spec().name();
            if (known.contains(name)) {
                throw new IllegalArgumentException("two tools are called '" + name + "'");
            }
            known.add(name);
        }
        if (tools == null) {
            return List.copyOf(known);
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : tools) {
            if (name.equals(FETCH_URL) && !fetchUrl) {
                throw new IllegalArgumentException("tool 'fetch_url' is switched off because it reaches the network");
            }
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown tool '" + name + "': use some of " + String.join(", ", known));
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("tool '" + name + "' is named twice");
            }
        }
        return List.copyOf(names);
    }

    public SessionSettings withFolder(@Nullable Path value) {
        return new SessionSettings(value, documents, fetchUrl, tools, extraTools, sandbox, workers, limits, caution);
    }

    public SessionSettings withDocuments(@Nullable Path value) {
        return new SessionSettings(folder, value, fetchUrl, tools, extraTools, sandbox, workers, limits, caution);
    }

    public SessionSettings withFetchUrl(boolean value) {
        return new SessionSettings(folder, documents, value, tools, extraTools, sandbox, workers, limits, caution);
    }

    public SessionSettings withTools(@Nullable List<String> value) {
        return new SessionSettings(folder, documents, fetchUrl, value, extraTools, sandbox, workers, limits, caution);
    }

    /** With other tools from elsewhere. */
    public SessionSettings withExtraTools(List<Tool> value) {
        return new SessionSettings(folder, documents, fetchUrl, tools, value, sandbox, workers, limits, caution);
    }

    /** One of {@link #extraTools}. */
    Tool extraTool(String name) {
        return extraTools.stream()
                .filter(tool -> tool.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown tool '" + name + "'"));
    }

    public SessionSettings withLimits(AgentLimits value) {
        return new SessionSettings(folder, documents, fetchUrl, tools, extraTools, sandbox, workers, value, caution);
    }

    public SessionSettings withCaution(Caution value) {
        return new SessionSettings(folder, documents, fetchUrl, tools, extraTools, sandbox, workers, limits, value);
    }
}
