package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a UTF-8 text file in a {@link Workspace}, of at most {@link Workspace#MAX_FILE_BYTES}. Folders on the way are
 * made, a file that exists is replaced.
 */
public final class WriteFile implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "write_file",
            "File Writer",
            "Writes text to a file in the workspace.",
            Parameters.create()
                    .required("path", "string", "file path")
                    .required("content", "string", "text to write")
                    .schema(),
            Risk.WRITE);

    private final Workspace workspace;

    public WriteFile(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        String path = arguments.path("path").asText();
        byte[] content = arguments.path("content").asText().getBytes(StandardCharsets.UTF_8);
        if (content.length > Workspace.MAX_FILE_BYTES) {
            throw new ToolException("the content is too long: at most " + Workspace.MAX_FILE_BYTES + " bytes");
        }
        Path file = workspace.resolve(path);
        boolean writable =
                !Files.exists(file, LinkOption.NOFOLLOW_LINKS) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        if (!writable) {
            throw new ToolException("'" + path + "' is a folder: add a file name, such as " + path + "/notes.txt");
        }
        write(path, file, content);
        return ToolOutput.of("wrote " + content.length + " bytes to " + workspace.relative(file));
    }

    private void write(String path, Path file, byte[] content) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            try (OutputStream out = Channels.newOutputStream(workspace.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))) {
                out.write(content);
            }
        } catch (IOException e) {
            throw new ToolException("'" + path + "' cannot be written", e);
        }
    }
}
