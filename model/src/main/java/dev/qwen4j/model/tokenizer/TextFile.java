package dev.qwen4j.model.tokenizer;

import dev.qwen4j.model.ModelException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the text files among a tokenizer's files. */
final class TextFile {
    private static final long LIMIT_BYTES = 64L << 20;

    private TextFile() {}

    /**
     * The lines of {@code file}; bytes that are not of {@code charset} are replaced.
     *
     * @throws ModelException if the file cannot be read or has more than 64 MiB
     */
    static List<String> lines(Path file, Charset charset) {
        try {
            long size = Files.size(file);
            if (size > LIMIT_BYTES) {
                throw new ModelException(file + ": has " + size + " bytes but at most " + LIMIT_BYTES
                        + " are read; is it a file of a tokenizer?");
            }
            return new String(Files.readAllBytes(file), charset).lines().toList();
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }
}
