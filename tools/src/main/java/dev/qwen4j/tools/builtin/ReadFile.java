package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a UTF-8 text file of a {@link Workspace}, of at most {@link Workspace#MAX_FILE_BYTES}. */
public final class ReadFile implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "read_file",
            "File Reader",
            "Reads a text file from the workspace.",
            Parameters.create().required("path", "string", "file path").schema(),
            Risk.READ);
    private static final int SUGGESTION_DEPTH = 6;
    private static final int SUGGESTION_FILES = 2000;

    private final Workspace workspace;

    public ReadFile(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        String path = arguments.path("path").asText();
        Path file = workspace.resolve(path);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ToolException("'" + path + "' is a folder: list it with list_files");
        }
        // A pipe or device would be read forever.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw notFound(path, file);
        }
        try (InputStream in = Channels.newInputStream(workspace.open(file, StandardOpenOption.READ))) {
            return ToolOutput.of(text(path, in.readNBytes(Workspace.MAX_FILE_BYTES + 1)));
        } catch (IOException e) {
            throw new ToolException("'" + path + "' cannot be read", e);
        }
    }

    private static String text(String path, byte[] bytes) {
        if (bytes.length > Workspace.MAX_FILE_BYTES) {
            throw new ToolException("'" + path + "' is too large: at most " + Workspace.MAX_FILE_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new ToolException("'" + path + "' is not a text file");
            }
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ToolException("'" + path + "' is not a text file in UTF-8", e);
        }
    }

    private ToolException notFound(String path, Path file) {
        String suggestion =
                namesake(file).map(found -> ". Did you mean " + found + "?").orElse("");
        return new ToolException("file not found: " + path + suggestion);
    }

    /** The first file elsewhere in the workspace with the same name, else with the same name but for its ending. */
    private Optional<String> namesake(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            return Optional.empty();
        }
        try (Stream<Path> walk = Files.walk(workspace.root(), SUGGESTION_DEPTH)) {
            var files = walk.filter(found -> Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS))
                    .limit(SUGGESTION_FILES)
                    .sorted()
                    .toList();
            return files.stream()
                    .filter(found -> found.endsWith(name))
                    .findFirst()
                    .or(() -> files.stream()
                            .filter(found -> stem(found).equalsIgnoreCase(stem(name)))
                            .findFirst())
                    .map(workspace::relative);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String stem(Path file) {
        return file.toString().replaceFirst(".*[/\\\\]", "").replaceFirst("(?<=.)\\.[^.]*$", "");
    }
}
