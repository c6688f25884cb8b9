package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.tokenizer.QwenTokenizer;
import dev.qwen4j.model.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tokenize",
        description =
                "Prints the token ids of a text, which is ordinary text throughout: no control token comes of it.")
final class TokenizeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ModelFolder model = new ModelFolder();

    @Option(names = "--json", description = "Print the ids as a JSON array.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "The text; several words are joined.")
    private List<String> words = List.of();

    TokenizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path folder = model.folder();
        Tokenizer tokenizer = QwenTokenizer.load(folder == null ? EmbeddedCheckpoint.folder() : folder);
        int[] ids = tokenizer.encode(String.join(" ", words));
        terminal.out().print((json ? toJson(ids) : toText(ids)) + "\n");
        return ExitStatus.OK;
    }

    private static String toText(int[] ids) {
        return Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    private static ArrayNode toJson(int[] ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int id : ids) {
            array.add(id);
        }
        return array;
    }
}
