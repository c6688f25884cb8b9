package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python line by line: a statement runs when it is whole, its value is shown, what was typed can be run again. */
final class PythonRepl {
    private static final String HELP = """
        A statement that is not finished goes on in the next line; an empty line ends a block.
          :history      what was typed so far, with numbers
          !N, !!        run number N, or the last one, again
          :files        files of the session
          :help         show this text
          :quit         leave, as does the end of the input
        Ctrl-C stops the code that runs; variables stay.
        """;

    /** All that may be typed instead of Python. */
    static final List<String> WORDS = List.of(":history", ":files", ":help", ":quit");

    private final Terminal terminal;
    private final CodeInterpreter interpreter;
    private final List<String> history = new ArrayList<>();

    PythonRepl(Terminal terminal, CodeInterpreter interpreter) {
        this.terminal = terminal;
        this.interpreter = interpreter;
    }

    /** Returns when the user leaves or the input ends. */
    void run(Lines lines) throws IOException {
        if (terminal.typing()) {
            say("Python in Qwen4j's sandbox, files in " + interpreter.folder() + ". Type :help for the commands.");
        }
        StringBuilder statement = new StringBuilder();
        while (true) {
            String line = next(lines, statement.isEmpty() ? ">>> " : "... ");
            if (line == null) {
                runUnlessBlank(statement.toString());
                return;
            }
            if (statement.isEmpty() && List.of(":quit", ":q", ":exit").contains(line.strip())) {
                return;
            }
            if (statement.isEmpty() && isCommand(line.strip())) {
                command(line.strip());
                continue;
            }
            statement.append(line).append('\n');
            if (PythonStatement.isWhole(statement.toString())) {
                runUnlessBlank(statement.toString());
                statement.setLength(0);
            }
        }
    }

    private @Nullable String next(Lines lines, String prompt) throws IOException {
        while (true) {
            try {
                return lines.readLine(prompt);
            } catch (CharacterCodingException e) {
                say("the line is not UTF-8: type it again");
            }
        }
    }

    private static boolean isCommand(String line) {
        return line.startsWith(":") || line.matches("!(!|\\d+)");
    }

    private void command(String line) throws IOException {
        switch (line) {
            case ":help", ":h" -> terminal.out().print(HELP);
            case ":history" -> showHistory();
            case ":files" -> showFiles();
            case "!!" -> again(history.size());
            default -> {
                if (line.startsWith("!") && line.length() < 8) {
                    again(Integer.parseInt(line.substring(1)));
                } else {
                    say("no command " + line + ": see :help");
                }
            }
        }
    }

    private void showHistory() {
        for (int i = 0; i < history.size(); i++) {
            say(String.format(Locale.ROOT, "%4d  %s", i + 1, history.get(i).replace("\n", "\n      ")));
        }
    }

    private void showFiles() throws IOException {
        try (Stream<Path> files = Files.list(interpreter.folder())) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(this::say);
        }
    }

    private void again(int number) {
        if (number < 1 || number > history.size()) {
            say("there is no number " + number + " in the history: see :history");
            return;
        }
        String code = history.get(number - 1);
        say(code);
        runUnlessBlank(code);
    }

    private void runUnlessBlank(String code) {
        if (code.isBlank()) {
            return;
        }
        history.add(code.stripTrailing());
        try {
            show(Interrupts.during(() -> interpreter.execute(code, new TerminalListener(terminal))));
        } catch (InterruptedException e) {
            // The code is what was interrupted, not the session.
            Thread.interrupted();
            say("KeyboardInterrupt");
        }
    }

    private void show(Execution execution) {
        switch (execution) {
            case Execution.Completed completed -> {
                if (!completed.value().isEmpty()) {
                    say(completed.value());
                }
            }
            case Execution.Raised raised ->
                terminal.error().print(raised.traceback().stripTrailing() + "\n");
            case Execution.Interrupted interrupted -> say("KeyboardInterrupt");
            case Execution.TimedOut late ->
                say("stopped after " + late.limit().toSeconds() + " s" + gone(late.sessionLost(), late.lost()));
            case Execution.Died died -> say("the Python process ended: " + died.reason() + gone(true, died.lost()));
        }
    }

    private static String gone(boolean lost, List<String> names) {
        return lost ? "; gone: " + (names.isEmpty() ? "nothing" : String.join(", ", names)) : "";
    }

    private void say(String line) {
        terminal.out().print(line + "\n");
        terminal.out().flush();
    }
}
