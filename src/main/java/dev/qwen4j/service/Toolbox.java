package dev.qwen4j.service;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.FolderTree;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.PythonTool;
import dev.qwen4j.interpreter.ToolDispatch;
import dev.qwen4j.interpreter.ToolFunctions;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.builtin.Calculator;
import dev.qwen4j.tools.builtin.CurrentTime;
import dev.qwen4j.tools.builtin.DocumentSearch;
import dev.qwen4j.tools.builtin.FetchUrl;
import dev.qwen4j.tools.builtin.ListFiles;
import dev.qwen4j.tools.builtin.ReadFile;
import dev.qwen4j.tools.builtin.UnitConverter;
import dev.qwen4j.tools.builtin.Workspace;
import dev.qwen4j.tools.builtin.WriteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * The tools of one user and what they work on: a folder, and a Python session that starts with the first piece of code.
 */
public final class Toolbox implements AutoCloseable {
    private final Path folder;
    private final boolean folderIsTemporary;
    private final CodeInterpreter interpreter;
    private final ToolRegistry tools;

    private Toolbox(Path folder, boolean folderIsTemporary, CodeInterpreter interpreter, ToolRegistry tools) {
        this.folder = folder;
        this.folderIsTemporary = folderIsTemporary;
        this.interpreter = interpreter;
        this.tools = tools;
    }

    /**
     * Opens the tools that the settings name; the caller closes them. Cheap.
     *
     * @throws IllegalArgumentException if the settings name a folder that does not exist, or a tool that does not exist
     *     or is switched off
     */
    public static Toolbox open(SessionSettings settings) {
        settings.requireUsable();
        Path folder = settings.folder() == null ? temporaryFolder() : settings.folder();
        GraalPyInterpreter interpreter =
                new GraalPyInterpreter(folder, settings.sandbox(), settings.workers(), Map.of());
        List<Tool> tools = tools(settings, interpreter);
        interpreter.offer(fromCode(tools));
        return new Toolbox(folder, settings.folder() == null, interpreter, new ToolRegistry(tools));
    }

    /**
     * Tools that work in a Python session of somebody else's and in its folder, whatever the settings say of folders.
     * Code calls no tools there.
     */
    public static Toolbox in(CodeInterpreter session, SessionSettings settings) {
        settings.requireUsable();
        return new Toolbox(session.folder(), false, session, new ToolRegistry(tools(settings, session)));
    }

    private static List<Tool> tools(SessionSettings settings, CodeInterpreter interpreter) {
        Path documents = settings.documents() == null ? Handbook.folder() : settings.documents();
        Workspace workspace = new Workspace(interpreter.folder());
        return settings.toolNames().stream()
                .map(name -> tool(name, settings, workspace, documents, interpreter))
                .toList();
    }

    /** Code may call what only reads: that never needs anybody's consent. */
    private static ToolFunctions fromCode(List<Tool> tools) {
        ToolRegistry reading = new ToolRegistry(
                tools.stream().filter(tool -> tool.spec().risk() == Risk.READ).toList());
        return new ToolFunctions(reading.specs(), ToolDispatch.of(reading));
    }

    private static Tool tool(
            String name, SessionSettings settings, Workspace workspace, Path documents, CodeInterpreter interpreter) {
        return switch (name) {
            case "calculator" -> new Calculator();
            case "python" -> new PythonTool(interpreter);
            case "current_time" -> new CurrentTime(Clock.systemDefaultZone());
            case "unit_convert" -> new UnitConverter();
            case "search_documents" -> new DocumentSearch(documents);
            case "read_file" -> new ReadFile(workspace);
            case "write_file" -> new WriteFile(workspace);
            case "list_files" -> new ListFiles(workspace);
            case "fetch_url" -> new FetchUrl();
            default -> settings.extraTool(name);
        };
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("qwen4j-session-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a session folder in the system's temporary folder", e);
        }
    }

    public ToolRegistry tools() {
        return tools;
    }

    /** The Python session, the same that the {@code python} tool uses. */
    public CodeInterpreter interpreter() {
        return interpreter;
    }

    public Path folder() {
        return folder;
    }

    /** Ends the Python process. A temporary folder goes too, unless a file was written into it. */
    @Override
    public void close() {
        interpreter.close();
        if (folderIsTemporary) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                // The user's work: it stays.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete the session folder " + folder, e);
            }
        }
    }

    /** Ends the Python process; a temporary folder goes with everything in it. */
    public void discard() {
        interpreter.close();
        if (folderIsTemporary) {
            try {
                FolderTree.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete the session folder " + folder, e);
            }
        }
    }
}
