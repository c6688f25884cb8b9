package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a command gets its lines from: what is piped in, or a person who edits them. */
interface Lines extends AutoCloseable {
    /**
     * The lines of {@code terminal}.
     *
     * @param history file that keeps what a person typed
     * @param words what the first word of a line may be completed to
     */
    static Lines of(Terminal terminal, Path history, List<String> words) throws IOException {
        return terminal.typing() && terminal.colours() ? EditedLines.open(history, words) : new PipedLines(terminal);
    }

    /**
     * The next line without its end; a person may type several as one.
     *
     * @param prompt shown to a person
     * @return null at the end of the input
     * @throws CharacterCodingException if this line is not UTF-8; the next call reads the next line
     */
    @Nullable
    String readLine(String prompt) throws IOException;

    /**
     * The answer to a question that comes up in between, which no history keeps.
     *
     * @return null at the end of the input
     * @throws CharacterCodingException if it is not UTF-8
     * @throws InterruptedException if a person presses Ctrl-C instead
     */
    @Nullable
    String ask(String question) throws IOException, InterruptedException;

    /** How wide the screen is; 80 where there is none. */
    default int columns() {
        return 80;
    }

    @Override
    void close() throws IOException;
}
