package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a person types, with what a shell has: editing, history that lasts, completion by Tab, several lines
 * pasted as one. Ctrl-C throws away what is typed; Ctrl-D on an empty line ends the input.
 */
final class EditedLines implements Lines {
    private final Terminal screen;
    private final LineReader reader;

    private EditedLines(Terminal screen, LineReader reader) {
        this.screen = screen;
        this.reader = reader;
    }

    /** Opens the terminal of this process; there is only one. */
    static EditedLines open(Path history, List<String> words) throws IOException {
        create(history);
        Terminal screen = TerminalBuilder.builder()
                .system(true)
                .graphemeCluster(false) // asking the terminal for it takes time, and some print the question
                .encoding(StandardCharsets.UTF_8)
                .build();
        // While a line is read, the reader has the signal; before and after, the work in progress has.
        screen.handle(Terminal.Signal.INT, signal -> Interrupts.onSignal());
        DefaultParser plain = new DefaultParser();
        plain.setQuoteChars(new char[0]);
        plain.setEscapeChars(new char[0]);
        LineReader reader = LineReaderBuilder.builder()
                .terminal(screen)
                .appName("qwen4j")
                .parser(plain)
                .completer(firstWord(words))
                .variable(LineReader.HISTORY_FILE, history)
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        return new EditedLines(screen, reader);
    }

    /** What people ask is nobody else's business. */
    private static void create(Path history) throws IOException {
        Path folder = history.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createFile(
                        history, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            return; // from an earlier start
        }
    }

    private static Completer firstWord(List<String> words) {
        return (reader, line, candidates) -> {
            if (line.wordIndex() == 0) {
                words.forEach(word -> candidates.add(new Candidate(word)));
            }
        };
    }

    @Override
    public @Nullable String readLine(String prompt) {
        while (true) {
            try {
                return reader.readLine(prompt);
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isEmpty()) {
                    reader.printAbove("Ctrl-D leaves.");
                }
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public @Nullable String ask(String question) throws InterruptedException {
        reader.variable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(question);
        } catch (UserInterruptException e) {
            throw new InterruptedException("Ctrl-C");
        } catch (EndOfFileException e) {
            return null;
        } finally {
            reader.variable(LineReader.DISABLE_HISTORY, false);
        }
    }

    @Override
    public int columns() {
        return screen.getWidth() > 0 ? screen.getWidth() : Lines.super.columns();
    }

    @Override
    public void close() throws IOException {
        screen.close();
    }
}
