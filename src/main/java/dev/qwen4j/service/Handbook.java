package dev.qwen4j.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The sample documents of users who have not named their own: the handbook of an imaginary company. */
final class Handbook {
    private static final List<String> FILES = List.of("vacation.md", "travel.md", "office.md", "security.md", "zh.md");

    private Handbook() {}

    /** A folder that holds the documents for as long as this JVM lives. */
    static Path folder() {
        return Extracted.FOLDER;
    }

    /** Written when first asked for. */
    private static final class Extracted {
        static final Path FOLDER = extract();

        private static Path extract() {
            try {
                Path folder = Files.createTempDirectory("qwen4j-handbook-");
                folder.toFile().deleteOnExit();
                for (String file : FILES) {
                    Path target = folder.resolve(file);
                    target.toFile().deleteOnExit();
                    try (InputStream content =
                            Objects.requireNonNull(Handbook.class.getResourceAsStream("/handbook/" + file), file)) {
                        Files.copy(content, target);
                    }
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the sample documents to the temporary folder", e);
            }
        }
    }
}
