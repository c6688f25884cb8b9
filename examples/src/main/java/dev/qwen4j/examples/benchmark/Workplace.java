package dev.qwen4j.examples.benchmark;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.PythonTool;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.builtin.Calculator;
import dev.qwen4j.tools.builtin.CurrentTime;
import dev.qwen4j.tools.builtin.DocumentSearch;
import dev.qwen4j.tools.builtin.ListFiles;
import dev.qwen4j.tools.builtin.ReadFile;
import dev.qwen4j.tools.builtin.UnitConverter;
import dev.qwen4j.tools.builtin.Workspace;
import dev.qwen4j.tools.builtin.WriteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the questions speak of: a few files, a few documents, and a clock that stands still. */
final class Workplace implements AutoCloseable {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-14T15:09:00Z"), ZoneOffset.UTC);

    private static final Map<String, String> FILES = Map.of(
            "files/notes.txt", "Water the plants on Sunday. The spare key is with Mrs. Alvarez.",
            "files/shopping.txt", "bread, butter, apples",
            "files/prices.csv", "tea,3.20\ncoffee,7.90",
            "files/diary.txt", "今天下雨，在家看书。",
            "files/formula.txt", "12*(30+4)",
            "files/reports/march.txt", "Sales were 4180 euros in March.",
            "files/reports/april.txt", "Sales were 3975 euros in April.",
            "documents/club.md", """
                    The membership fee is 45 euros a year and is due in January.

                    Guests may use the workshop twice before they have to join.
                    """,
            "documents/workshop.md", """
                    The opening hours of the workshop are 9:30 to 18:00, from Tuesday to Saturday.

                    Borrowed tools are returned within 7 days.

                    The first aid kit hangs beside the back door.

                    The fire extinguisher is inspected every October by Ms. Okafor.
                    """,
            "documents/zh.md", """
                    会费：每年45欧元，一月缴纳。

                    开放时间：周二到周六9点30分到18点。

                    借用工具：七天内归还。
                    """);

    private final Path folder;

    private Workplace(Path folder) {
        this.folder = folder;
    }

    /** A fresh one in the system's temporary folder; the caller closes it. */
    static Workplace open() throws IOException {
        Path folder = Files.createTempDirectory("tool-choice-");
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return new Workplace(folder);
    }

    /** What the file tools work in. */
    Path files() {
        return folder.resolve("files");
    }

    /**
     * The built-in tools of these names, in this order.
     *
     * @throws IllegalArgumentException if there is no such tool here
     */
    ToolRegistry tools(List<String> names, CodeInterpreter python) {
        Workspace workspace = new Workspace(files());
        return new ToolRegistry(
                names.stream().map(name -> tool(name, workspace, python)).toList());
    }

    private Tool tool(String name, Workspace workspace, CodeInterpreter python) {
        return switch (name) {
            case "calculator" -> new Calculator();
            case "python" -> new PythonTool(python);
            case "current_time" -> new CurrentTime(CLOCK);
            case "unit_convert" -> new UnitConverter();
            case "search_documents" -> new DocumentSearch(folder.resolve("documents"));
            case "read_file" -> new ReadFile(workspace);
            case "write_file" -> new WriteFile(workspace);
            case "list_files" -> new ListFiles(workspace);
            default ->
                throw new IllegalArgumentException(
                        "unknown tool '" + name + "': use some of " + String.join(", ", ToolChoice.ALL));
        };
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
