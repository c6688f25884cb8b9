package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation on a terminal, with the commands of Qwen's own command line demo, which begin with a colon, and those of
 * Ollama's, which begin with a slash. Any other line is a question; one that begins with three quotation marks goes on up
 * to the next three.
 */
final class Chat {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J\u001b[3J";
    private static final String QUOTES = "\"\"\"";

    /**
     * What a line may begin with instead of a question.
     *
     * @param argument as the help shows it
     */
    private record Control(List<String> names, String argument, String description, Action action) {}

    private interface Action {
        void run(String argument);
    }

    private final Terminal terminal;
    private final Conversation conversation;
    private final List<Control> controls;
    private final boolean json;
    private int columns;
    private boolean leaving;
    private @Nullable String again;

    /** @param json whether programs read along: an event a line, and no word beside */
    Chat(Terminal terminal, Conversation conversation, boolean json) {
        this.terminal = terminal;
        this.json = json;
        this.conversation = conversation;
        controls = List.of(
                new Control(List.of(":help", ":h", "/help", "/?"), "", "show this text", none -> help()),
                new Control(List.of(":exit", ":quit", ":q", "/bye", "/exit"), "", "leave", none -> leaving = true),
                new Control(List.of(":clear", ":cl"), "", "clear the screen", none -> clearScreen()),
                new Control(List.of(":clear-his", ":clh", "/clear"), "", "forget the conversation", none -> forget()),
                new Control(List.of(":history", ":his"), "", "show the conversation", none -> showHistory()),
                new Control(List.of("/retry"), "", "answer the last question again", none -> retry()),
                new Control(List.of(":seed"), "[N]", "show or set the random seed", this::seed),
                new Control(List.of(":conf"), "[KEY=VALUE ...]", "show or change settings", this::configure),
                new Control(List.of("/set"), "KEY VALUE", "change a setting; 'system' is the prompt", this::set),
                new Control(List.of(":reset-conf"), "", "restore the checkpoint's settings", none -> reset()),
                new Control(List.of("/show"), "", "model, system prompt, settings", none -> show()),
                new Control(List.of("/tools"), "", "what the model may call", none -> showTools()),
                new Control(List.of("/trace"), "", "what the model read and wrote last", none -> showTrace()),
                new Control(List.of("/file"), "PATH", "copy a file to where the tools find it", this::share),
                new Control(List.of("/save"), "PATH", "write the conversation to a file", this::save),
                new Control(List.of("/load"), "PATH", "go on with a saved conversation", this::load));
    }

    /** All that may be typed instead of a question. */
    List<String> words() {
        return controls.stream().flatMap(each -> each.names().stream()).toList();
    }

    /** Returns when the user leaves or the input ends. */
    void run(Lines lines) throws IOException, InterruptedException {
        Consent consent = new Consent(terminal, lines);
        columns = lines.columns();
        welcome();
        while (!leaving) {
            if (terminal.typing() && !json) {
                say("");
            }
            try {
                String line = next(lines);
                if (line == null) {
                    return;
                }
                handle(line.strip(), consent);
            } catch (CharacterCodingException e) {
                say("[ERROR] Encoding error in input: it must be UTF-8");
            }
        }
    }

    private static @Nullable String next(Lines lines) throws IOException {
        String line = lines.readLine("User> ");
        if (line == null || !line.stripLeading().startsWith(QUOTES)) {
            return line;
        }
        StringBuilder text = new StringBuilder(line.strip().substring(QUOTES.length()));
        while (text.indexOf(QUOTES) < 0) {
            String more = lines.readLine("  ... ");
            if (more == null) {
                return text.toString();
            }
            text.append('\n').append(more);
        }
        return text.substring(0, text.indexOf(QUOTES));
    }

    private void welcome() {
        if (terminal.typing()) {
            say("Qwen4j with " + conversation.modelName() + ". Type /? for the commands, /bye to leave.");
        }
    }

    private void handle(String line, Consent consent) throws InterruptedException {
        String[] words = line.split("\\s+", 2);
        Optional<Control> control = controls.stream()
                .filter(each -> each.names().contains(words[0]))
                .findFirst();
        if (line.isEmpty()) {
            say("[ERROR] Query is empty");
        } else if (control.isPresent()) {
            control.get().action().run(words.length == 1 ? "" : words[1].strip());
            if (again != null) {
                answer(again, consent);
                again = null;
            }
        } else if (line.matches("/[a-z?]+")) {
            say("[ERROR] There is no " + line + ": see /?");
        } else {
            answer(line, consent);
        }
    }

    private void answer(String question, Consent consent) throws InterruptedException {
        Consumer<AgentEvent> printer = json ? event -> print(EventJson.of(event)) : new StepPrinter(terminal);
        Outcome outcome = conversation.ask(question, consent, printer);
        if (outcome instanceof Outcome.Cancelled) {
            Thread.interrupted(); // the answer is what was interrupted, not the conversation
            say("[WARNING] Generation interrupted");
        }
    }

    private void help() {
        say("Commands:");
        for (Control control : controls) {
            String names = String.join(", ", control.names()) + " " + control.argument();
            say(String.format(Locale.ROOT, "  %-38s %s", names.strip(), control.description()));
        }
        say("Three quotation marks begin and end a text of several lines. Ctrl-C stops the answer, Ctrl-D leaves.");
    }

    private void clearScreen() {
        if (terminal.colours() && !json) {
            terminal.out().print(CLEAR_SCREEN);
        }
        welcome();
    }

    private void forget() {
        say("[INFO] All " + conversation.turns().size() + " history cleared");
        conversation.forget();
    }

    private void showHistory() {
        List<Transcript.Turn> turns = conversation.turns();
        String rule = "=".repeat(columns);
        say(rule);
        say("History (" + turns.size() + ")");
        for (int i = 0; i < turns.size(); i++) {
            say("User[" + i + "]: " + turns.get(i).question());
            say("QWen[" + i + "]: " + Conversation.finalAnswer(turns.get(i)));
        }
        say(rule);
    }

    private void retry() {
        again = conversation.takeBack();
        if (again == null) {
            say("[ERROR] There is no answer to try again");
        }
    }

    private void seed(String number) {
        if (number.isEmpty()) {
            say("[INFO] Current random seed: " + conversation.settings().seed());
            return;
        }
        try {
            conversation.set("seed", number);
            say("[INFO] Random seed changed to " + conversation.settings().seed());
        } catch (IllegalArgumentException e) {
            say("[WARNING] Fail to change random seed: '" + number + "' is not a valid number");
        }
    }

    private void configure(String pairs) {
        if (pairs.isEmpty()) {
            say(GenerationKeys.describe(conversation.settings()));
            return;
        }
        for (String pair : pairs.split("\\s+")) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                say("[WARNING] format: <key>=<value>");
            } else {
                change(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    private void set(String argument) {
        // Ollama says "/set parameter KEY VALUE".
        String[] pair = argument.replaceFirst("^parameter\\s+", "").split("\\s+", 2);
        if (pair.length < 2) {
            say("[WARNING] format: /set KEY VALUE, where KEY is system or one of these:");
            say(GenerationKeys.describe(conversation.settings()));
        } else if (pair[0].equals("system")) {
            conversation.setSystem(pair[1]);
            say("[INFO] Change system prompt");
        } else {
            change(pair[0], pair[1]);
        }
    }

    private void change(String key, String value) {
        try {
            conversation.set(key, value);
            say("[INFO] Change config: model.generation_config." + key + " = " + value);
        } catch (IllegalArgumentException e) {
            say("[WARNING] " + e.getMessage());
        }
    }

    private void reset() {
        conversation.resetSettings();
        say("[INFO] Reset generation config");
        say(GenerationKeys.describe(conversation.settings()));
    }

    private void show() {
        say("model=" + conversation.modelName());
        say("system=" + conversation.system());
        say(GenerationKeys.describe(conversation.settings()));
    }

    private void showTools() {
        for (ToolSpec tool : conversation.tools()) {
            say(String.format(Locale.ROOT, "%-18s %-7s %s", tool.name(), tool.risk(), tool.description()));
        }
        if (conversation.tools().isEmpty()) {
            say("none");
        }
    }

    private void showTrace() {
        String trace = conversation.trace();
        say(trace.isEmpty() ? "[ERROR] Nothing was asked yet" : trace.stripTrailing());
    }

    private void share(String path) {
        if (conversation.tools().isEmpty()) {
            say("[ERROR] No tool could read it: paste its text between three quotation marks");
            return;
        }
        withFile(
                path,
                file -> say("[INFO] The tools find it as "
                        + conversation.share(file).getFileName()));
    }

    private void save(String path) {
        withFile(path, file -> {
            conversation.save(file);
            say("[INFO] Saved to " + file);
        });
    }

    private void load(String path) {
        withFile(path, file -> {
            conversation.load(file);
            say("[INFO] Loaded " + conversation.turns().size() + " turns");
        });
    }

    private interface FileAction {
        void run(Path file) throws IOException;
    }

    private void withFile(String path, FileAction action) {
        if (path.isEmpty()) {
            say("[ERROR] The path of a file must follow");
            return;
        }
        try {
            action.run(Path.of(path));
        } catch (NoSuchFileException e) {
            say("[ERROR] There is no file " + e.getFile());
        } catch (IOException e) {
            say("[ERROR] " + path + ": " + e);
        } catch (IllegalArgumentException e) {
            say("[ERROR] " + e.getMessage());
        }
    }

    private void say(String text) {
        if (json) {
            print(JsonNodeFactory.instance.objectNode().put("event", "said").put("text", text));
        } else {
            terminal.out().print(Terminal.harmless(text) + "\n");
            terminal.out().flush();
        }
    }

    private void print(ObjectNode event) {
        terminal.out().print(event + "\n");
        terminal.out().flush();
    }
}
