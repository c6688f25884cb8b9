package dev.qwen4j.interpreter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Attachment;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lets a model run Python. All calls share one session, which stays the caller's to close. */
public final class PythonTool implements Tool {
    /** Code as models like to wrap it. */
    private static final Pattern FENCE =
            Pattern.compile("\\s*```[A-Za-z0-9]*\\h*\\n(.*?)\\n?\\s*(?:```\\s*)?", Pattern.DOTALL);

    /** The number and the text of a line of the model's own code. */
    private static final Pattern FRAME = Pattern.compile("File \"<cell \\d+>\", line (\\d+).*\n(.*)");

    private static final String SILENCE = "The code ran and printed nothing. Print what you want to see.";

    /** How files of the kinds of pictures that are shown end. */
    private static final Map<String, String> ENDINGS = Map.of(
            "image/png", "png", "image/jpeg", "jpg", "image/gif", "gif", "image/webp", "webp", "image/svg+xml", "svg");

    private static final Pattern UNINDENTED = Pattern.compile("(?m)^(?=\\S)");
    private static final int MAX_ERROR_LENGTH = 2000;
    private static final int NAMES_SHOWN = 20;

    private final CodeInterpreter interpreter;
    private final ToolSpec spec;

    public PythonTool(CodeInterpreter interpreter) {
        this.interpreter = interpreter;
        ObjectNode parameters = JsonNodeFactory.instance.objectNode().put("type", "object");
        parameters
                .putObject("properties")
                .putObject("code")
                .put("type", "string")
                .put("description", "the Python code to run");
        parameters.putArray("required").add("code");
        this.spec = new ToolSpec(
                "python",
                "Python Code Interpreter",
                "Runs Python code in a sandbox and returns what it prints. Good for programming, lists of numbers, text"
                        + " processing, dates, statistics and plots.",
                parameters,
                Risk.EXEC);
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        String code = unwrapped(arguments.path("code").asText());
        Pictures pictures = new Pictures();
        return switch (interpreter.execute(code, pictures)) {
            case Execution.Completed completed -> pictures.beside(shown(completed));
            case Execution.Raised raised ->
                throw new ToolException(after(raised.output(), lastLines(raised.traceback())));
            case Execution.Interrupted interrupted ->
                throw new ToolException(after(interrupted.output(), "KeyboardInterrupt: the code was stopped"));
            case Execution.TimedOut timedOut -> throw new ToolException(after(timedOut.output(), describe(timedOut)));
            case Execution.Died died ->
                throw new ToolException(after(
                        died.output(),
                        died.reason() + ". Python was restarted: " + gone(died.lost()) + ", files are kept."));
        };
    }

    /** What a cell shows to people, which the model learns by name only. */
    private static final class Pictures implements CellListener {
        private final List<Attachment> attachments = new ArrayList<>();

        @Override
        public void output(String text) {
            // The execution has all of it at its end.
        }

        @Override
        public void display(Display display) {
            String ending = ENDINGS.get(display.mimeType());
            if (ending == null) {
                return;
            }
            try {
                String name = "figure-" + (attachments.size() + 1) + "." + ending;
                attachments.add(new Attachment(name, display.mimeType(), display.bytes()));
            } catch (IllegalArgumentException e) {
                // Not base64: nothing that could be shown.
            }
        }

        ToolOutput beside(String text) {
            String names = attachments.stream().map(Attachment::name).collect(Collectors.joining(", "));
            boolean silent = text.isEmpty() && !names.isEmpty();
            return new ToolOutput(silent ? "Shown: " + names : text.isEmpty() ? SILENCE : text, attachments, false);
        }
    }

    private static String unwrapped(String code) {
        Matcher fence = FENCE.matcher(code);
        return fence.matches() ? fence.group(1) : code;
    }

    private static String shown(Execution.Completed completed) {
        return after(completed.output(), completed.value()).strip();
    }

    private static String after(String output, String text) {
        return output.isEmpty() || output.endsWith("\n") ? output + text : output + "\n" + text;
    }

    /** The error itself, which is what a model can act on, and its line; the frames between are for people. */
    private static String lastLines(String traceback) {
        String place = "";
        int end = 0;
        for (Matcher frame = FRAME.matcher(traceback); frame.find(); end = frame.end()) {
            place = " (line " + frame.group(1) + ")";
        }
        Matcher error = UNINDENTED.matcher(traceback).region(end, traceback.length());
        return shortened((error.find() ? traceback.substring(error.start()) : traceback) + place);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_ERROR_LENGTH ? text : text.substring(0, MAX_ERROR_LENGTH) + " ...";
    }

    private static String gone(List<String> names) {
        if (names.isEmpty()) {
            return "variables are gone";
        }
        String first = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return "variables are gone (" + first + (names.size() > NAMES_SHOWN ? ", ..." : "") + ")";
    }

    private static String describe(Execution.TimedOut timedOut) {
        return "TimeoutError: the code ran longer than " + timedOut.limit().toSeconds() + " s and was stopped"
                + (timedOut.sessionLost() ? "; " + gone(timedOut.lost()) + ", files are kept" : "; variables are kept")
                + ". Use a faster method or less data.";
    }
}
