package dev.qwen4j.service.replicas;

import dev.qwen4j.tools.FunctionTool;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolProvider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Tools that write into the file that a property names when they begin and when they end; none without it. */
@Singleton
public class CountedTools implements ToolProvider {
    static final String FILE = "counted-tools.file";
    private static final int LONGEST_MILLIS = 60;

    @Override
    public List<Tool> tools() {
        String file = System.getProperty(FILE);
        return file == null
                ? List.of()
                : List.of(tool("look", Risk.READ, Path.of(file)), tool("write", Risk.WRITE, Path.of(file)));
    }

    private static Tool tool(String name, Risk risk, Path file) {
        return FunctionTool.builder(name)
                .description("does what is said")
                .parameters(Parameters.create().required("text", "string", "what"))
                .risk(risk)
                .calls(arguments -> {
                    String call = name + " " + arguments.path("text").asText();
                    append(file, "begin " + call);
                    Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_MILLIS));
                    append(file, "end " + call);
                    return ToolOutput.of("did " + call);
                });
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
