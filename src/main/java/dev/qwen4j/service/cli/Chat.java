package dev.qwen4j.service.cli;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.model.GenerationConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/**
 * A conversation on a terminal, with the commands of Qwen's own command line demo. Any other line that begins with a
 * colon is a question like every line.
 */
final class Chat {
    private static final String HELP = """
            Commands:
              :help, :h                    show this text
              :exit, :quit, :q             leave
              :clear, :cl                  clear the screen
              :clear-his, :clh             forget the conversation
              :history, :his               show the conversation
              :seed                        show the random seed
              :seed N                      set the random seed
              :conf                        show the generation settings
              :conf KEY=VALUE ...          change generation settings
              :reset-conf                  restore the generation settings of the checkpoint
            """;
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J\u001b[3J";

    private final Terminal terminal;
    private final String modelName;
    private final Agent agent;
    private final LineReader lines;
    private final GenerationConfig defaults;
    private GenerationConfig settings;
    private Transcript transcript = Transcript.empty();

    /** @param defaults the settings to begin with and to return to */
    Chat(Terminal terminal, String modelName, Agent agent, GenerationConfig defaults) {
        this.terminal = terminal;
        this.modelName = modelName;
        this.agent = agent;
        lines = new LineReader(terminal.in());
        this.defaults = defaults;
        this.settings = defaults;
    }

    /** Returns when the user leaves or the input ends. */
    void run() throws IOException, InterruptedException {
        welcome();
        while (true) {
            if (terminal.typing()) {
                terminal.out().print("\nUser> ");
                terminal.out().flush();
            }
            try {
                String line = lines.readLine();
                if (line == null || List.of(":exit", ":quit", ":q").contains(line.strip())) {
                    return;
                }
                handle(line.strip());
            } catch (CharacterCodingException e) {
                say("[ERROR] Encoding error in input: it must be UTF-8");
            }
        }
    }

    private void welcome() {
        if (terminal.typing()) {
            say("Qwen4j with " + modelName + ". Type :help for the commands, :exit to leave.");
        }
    }

    private void handle(String line) throws InterruptedException {
        String[] words = line.split("\\s+");
        switch (words[0]) {
            case "" -> say("[ERROR] Query is empty");
            case ":help", ":h" -> terminal.out().print(HELP);
            case ":clear", ":cl" -> clearScreen();
            case ":clear-his", ":clh" -> forget();
            case ":history", ":his" -> showHistory();
            case ":seed" -> seed(List.of(words).subList(1, words.length));
            case ":conf" -> configure(List.of(words).subList(1, words.length));
            case ":reset-conf" -> {
                settings = defaults;
                say("[INFO] Reset generation config");
                say(GenerationKeys.describe(settings));
            }
            default -> answer(line);
        }
    }

    private void answer(String question) throws InterruptedException {
        Transcript asked = transcript.ask(question);
        Outcome outcome = Interrupts.during(
                () -> new Consent(terminal, lines).run(agent.with(settings), asked, new StepPrinter(terminal)));
        switch (outcome) {
            case Outcome.Answered answered -> transcript = answered.transcript();
            case Outcome.Cancelled cancelled -> {
                Thread.interrupted(); // the answer is what was interrupted, not the conversation
                say("[WARNING] Generation interrupted");
            }
            case Outcome.OutOfBudget ended -> {}
            case Outcome.Failed failed -> {}
            case Outcome.Waiting waiting -> {}
        }
    }

    private void clearScreen() {
        if (terminal.colours()) {
            terminal.out().print(CLEAR_SCREEN);
        }
        welcome();
    }

    private void forget() {
        say("[INFO] All " + transcript.turns().size() + " history cleared");
        transcript = Transcript.empty();
    }

    private void showHistory() {
        List<Transcript.Turn> turns = transcript.turns();
        say("History (" + turns.size() + ")");
        for (int i = 0; i < turns.size(); i++) {
            say("User[" + i + "]: " + turns.get(i).question());
            say("Qwen[" + i + "]: " + finalAnswer(turns.get(i)));
        }
    }

    private static String finalAnswer(Transcript.Turn turn) {
        return turn.exchanges().isEmpty() || !(turn.exchanges().getLast().step() instanceof Step.FinalAnswer last)
                ? ""
                : last.answer();
    }

    private void seed(List<String> arguments) {
        if (arguments.isEmpty()) {
            say("[INFO] Current random seed: " + settings.seed());
            return;
        }
        try {
            settings = GenerationKeys.with(settings, "seed", arguments.getFirst());
            say("[INFO] Random seed changed to " + settings.seed());
        } catch (IllegalArgumentException e) {
            say("[WARNING] Fail to change random seed: '" + arguments.getFirst() + "' is not a valid number");
        }
    }

    private void configure(List<String> pairs) {
        if (pairs.isEmpty()) {
            say(GenerationKeys.describe(settings));
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                say("[WARNING] format: <key>=<value>");
                continue;
            }
            try {
                String key = pair.substring(0, equals);
                String value = pair.substring(equals + 1);
                settings = GenerationKeys.with(settings, key, value);
                say("[INFO] Change config: " + key + " = " + value);
            } catch (IllegalArgumentException e) {
                say("[WARNING] " + e.getMessage());
            }
        }
    }

    private void say(String line) {
        terminal.out().print(line + "\n");
        terminal.out().flush();
    }
}
