package dev.qwen4j.interpreter.sessions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.interpreter.Display;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The cells of a session as files for other programs. */
public final class Notebook {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Notebook() {}

    /** A Jupyter notebook, format 4.5, with all outputs. */
    public static String ipynb(List<CellRecord> cells) {
        ObjectNode notebook = JSON.createObjectNode();
        ArrayNode list = notebook.putArray("cells");
        cells.forEach(cell -> add(list.addObject(), cell));
        ObjectNode metadata = notebook.putObject("metadata");
        metadata.putObject("kernelspec")
                .put("display_name", "Python 3")
                .put("language", "python")
                .put("name", "python3");
        metadata.putObject("language_info").put("name", "python").put("file_extension", ".py");
        notebook.put("nbformat", 4).put("nbformat_minor", 5);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(notebook) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(ObjectNode node, CellRecord cell) {
        node.put("cell_type", "code").put("execution_count", cell.number());
        node.put("id", String.format(Locale.ROOT, "cell-%04d", cell.number()));
        node.putObject("metadata");
        ArrayNode outputs = node.putArray("outputs");
        cell.outputs().forEach(output -> add(outputs.addObject(), cell.number(), output));
        lines(node.putArray("source"), cell.code());
    }

    private static void add(ObjectNode node, int number, CellRecord.Output output) {
        switch (output.type()) {
            case "stdout", "stderr" -> {
                node.put("name", output.type()).put("output_type", "stream");
                lines(node.putArray("text"), output.text());
            }
            case "display" -> {
                String mimeType = String.valueOf(output.mimeType());
                ObjectNode data = node.putObject("data");
                if (new Display(mimeType, output.text()).isText()) {
                    lines(data.putArray(mimeType), output.text());
                } else {
                    data.put(mimeType, output.text());
                }
                node.putObject("metadata");
                node.put("output_type", "display_data");
            }
            case "value" -> {
                lines(node.putObject("data").putArray("text/plain"), output.text());
                node.put("execution_count", number).putObject("metadata");
                node.put("output_type", "execute_result");
            }
            default -> {
                String last = output.text().lines().reduce("", (first, second) -> second);
                int colon = last.indexOf(": ");
                node.put("ename", colon < 0 ? last : last.substring(0, colon));
                node.put("evalue", colon < 0 ? "" : last.substring(colon + 2));
                node.put("output_type", "error");
                ArrayNode traceback = node.putArray("traceback");
                output.text().lines().forEach(traceback::add);
            }
        }
    }

    /** Lines with their ends, as notebooks keep text. */
    private static void lines(ArrayNode array, String text) {
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            int to = end < 0 ? text.length() : end + 1;
            array.add(text.substring(from, to));
            from = to;
        }
    }

    /** A Python script with a {@code # %%} line before each cell, which editors show as cells again. */
    public static String script(List<CellRecord> cells) {
        return cells.stream()
                .map(cell -> "# %% [" + cell.number() + "]"
                        + (cell.status().equals("completed") ? "" : " " + cell.status()) + "\n"
                        + cell.code().stripTrailing() + "\n")
                .collect(Collectors.joining("\n"));
    }
}
