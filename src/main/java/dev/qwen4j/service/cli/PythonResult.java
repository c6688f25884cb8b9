package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.Execution;

/** What became of code, as one JSON object. */
final class PythonResult implements CellListener {
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder error = new StringBuilder();

    private PythonResult() {}

    /** Runs {@code source}, prints the object, and returns the {@link ExitStatus}. */
    static int print(CodeInterpreter interpreter, String source, Terminal terminal) throws InterruptedException {
        PythonResult printed = new PythonResult();
        Execution execution = interpreter.execute(source, printed);
        terminal.out().print(printed.toJson(execution) + "\n");
        return switch (execution) {
            case Execution.Completed completed -> ExitStatus.OK;
            case Execution.Interrupted interrupted -> ExitStatus.INTERRUPTED;
            case Execution.Raised raised -> ExitStatus.FAILED;
            case Execution.TimedOut late -> ExitStatus.FAILED;
            case Execution.Died died -> ExitStatus.FAILED;
        };
    }

    @Override
    public synchronized void output(String text) {
        output.append(text);
    }

    @Override
    public synchronized void error(String text) {
        error.append(text);
    }

    private synchronized ObjectNode toJson(Execution execution) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("outcome", "").put("stdout", output.toString()).put("stderr", error.toString());
        return switch (execution) {
            case Execution.Completed completed ->
                json.put("outcome", "completed").put("value", completed.value());
            case Execution.Raised raised -> json.put("outcome", "raised").put("traceback", raised.traceback());
            case Execution.Interrupted interrupted -> json.put("outcome", "interrupted");
            case Execution.TimedOut late ->
                json.put("outcome", "timed_out")
                        .put(
                                "message",
                                "the code ran longer than " + late.limit().toSeconds() + " s");
            case Execution.Died died -> json.put("outcome", "died").put("message", died.reason());
        };
    }
}
