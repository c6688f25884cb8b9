package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads what a command works on, all of it: a file or standard input, in UTF-8. */
final class SourceText {
    private SourceText() {}

    /**
     * @param file {@code -} or null for standard input
     * @throws CommandFailure if it cannot be read or is not UTF-8
     */
    static String read(@Nullable Path file, Terminal terminal) {
        boolean standardInput = file == null || file.equals(Path.of("-"));
        String name = standardInput ? "standard input" : String.valueOf(file);
        try {
            byte[] bytes = standardInput || file == null ? terminal.in().readAllBytes() : Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(ExitStatus.USAGE, name + " is not UTF-8: save it as UTF-8", e);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitStatus.USAGE, "no file " + name + ": check the path", e);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot read " + name + ": check that it is a readable file", e);
        }
    }
}
