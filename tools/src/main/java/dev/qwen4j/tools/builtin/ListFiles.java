package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lists a folder of a {@link Workspace}: one name a line, sorted, folders with a slash, hidden files left out. */
public final class ListFiles implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "list_files",
            "File List",
            "Lists the files in a folder of the workspace.",
            Parameters.create().required("path", "string", "folder path").schema(),
            Risk.READ);
    private static final int MAX_NAMES = 500;

    private final Workspace workspace;

    public ListFiles(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        String path = arguments.path("path").asText();
        Path folder = workspace.resolve(path);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new ToolException(
                    Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                            ? "'" + path + "' is a file: read it with read_file"
                            : "no such folder: " + path + "; use . for the workspace itself");
        }
        List<String> names = names(path, folder);
        if (names.isEmpty()) {
            return ToolOutput.of("no files");
        }
        return ToolOutput.of(
                names.size() <= MAX_NAMES
                        ? String.join("\n", names)
                        : String.join("\n", names.subList(0, MAX_NAMES)) + "\n[" + (names.size() - MAX_NAMES)
                                + " more]");
    }

    private static List<String> names(String path, Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .map(file -> file.getFileName() + (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "/" : ""))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new ToolException("'" + path + "' cannot be listed", e);
        }
    }
}
