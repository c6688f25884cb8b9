package dev.qwen4j.interpreter.sessions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cells of a session in a file, one JSON object a line. Each is written when it has ended. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Beyond this pictures are no longer remembered. */
    private static final long FULL_BYTES = 64L << 20;

    private final Path file;

    Journal(Path file) {
        this.file = file;
    }

    /** What was written; a last line that is not whole, of a JVM that was killed, is left out. */
    List<CellRecord> read() throws IOException {
        List<CellRecord> cells = new ArrayList<>();
        if (!Files.exists(file)) {
            return cells;
        }
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
            try {
                cells.add(JSON.readValue(line, CellRecord.class));
            } catch (JsonProcessingException e) {
                LOG.warn("A line of {} is not whole and is left out", file);
            }
        }
        return cells;
    }

    void append(CellRecord cell) throws IOException {
        boolean full = Files.exists(file) && Files.size(file) > FULL_BYTES;
        String line = JSON.writeValueAsString(full ? withoutPictures(cell) : cell) + "\n";
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static CellRecord withoutPictures(CellRecord cell) {
        List<CellRecord.Output> texts = cell.outputs().stream()
                .map(output -> output.type().equals("display")
                        ? new CellRecord.Output("stdout", "[a picture that is no longer kept]\n", null)
                        : output)
                .toList();
        return new CellRecord(
                cell.number(), cell.code(), cell.status(), texts, cell.files(), cell.names(), cell.lost());
    }
}
