package dev.qwen4j.interpreter.sessions;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.qwen4j.interpreter.Execution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell that has run, as it is remembered.
 *
 * @param number counts from 1 in each session
 * @param status {@code completed}, {@code raised}, {@code interrupted}, {@code timed_out} or {@code died}
 * @param outputs what it printed, showed and came to, in order
 * @param files names of the files it made or changed
 * @param names what the session had defined after it
 * @param lost what the session had defined before it and lost with its process
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CellRecord(
        int number,
        String code,
        String status,
        List<Output> outputs,
        List<String> files,
        List<String> names,
        List<String> lost) {
    public CellRecord {
        outputs = List.copyOf(outputs);
        files = List.copyOf(files);
        names = List.copyOf(names);
        lost = List.copyOf(lost);
    }

    /**
     * One output.
     *
     * @param type {@code stdout}, {@code stderr}, {@code display}, {@code value} or {@code error}
     * @param text the text, or the data of something shown: base64 unless its type is text
     * @param mimeType of something shown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Output(
            String type,
            String text,
            @JsonProperty("mime_type") @Nullable String mimeType) {}

    static String status(Execution execution) {
        return switch (execution) {
            case Execution.Completed completed -> "completed";
            case Execution.Raised raised -> "raised";
            case Execution.Interrupted interrupted -> "interrupted";
            case Execution.TimedOut timedOut -> "timed_out";
            case Execution.Died died -> "died";
        };
    }

    /** What is gone with the process, if that is gone. */
    static List<String> lost(Execution execution) {
        return switch (execution) {
            case Execution.Completed completed -> List.of();
            case Execution.Raised raised -> List.of();
            case Execution.Interrupted interrupted -> interrupted.lost();
            case Execution.TimedOut timedOut -> timedOut.lost();
            case Execution.Died died -> died.lost();
        };
    }

    /** The last output: the value, or what went wrong; null if there is nothing to say. */
    static @Nullable Output ending(Execution execution) {
        return switch (execution) {
            case Execution.Completed completed ->
                completed.value().isEmpty() ? null : new Output("value", completed.value(), null);
            case Execution.Raised raised -> error(raised.traceback());
            case Execution.Interrupted interrupted ->
                error("KeyboardInterrupt: the cell was stopped" + kept(interrupted.sessionLost()));
            case Execution.TimedOut timedOut ->
                error("TimeoutError: the cell ran longer than "
                        + timedOut.limit().toMillis() / 1000.0 + " s and was stopped" + kept(timedOut.sessionLost()));
            case Execution.Died died -> error("SessionLost: " + died.reason() + "; variables are gone, files are kept");
        };
    }

    private static String kept(boolean sessionLost) {
        return sessionLost ? "; variables are gone, files are kept" : "; variables are kept";
    }

    private static Output error(String text) {
        return new Output("error", text, null);
    }
}
