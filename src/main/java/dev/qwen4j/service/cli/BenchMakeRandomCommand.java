package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qwen4j.model.bench.ModelShape;
import dev.qwen4j.model.bench.RandomCheckpoint;
import dev.qwen4j.model.bench.RandomCheckpoint.StoredType;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "make-random",
        description = {
            "Writes a checkpoint of random weights in the shape of a published model. It says nothing sensible but takes"
                    + " the time and memory of the real one.",
            "",
            "Its tokenizer has the right size and made-up tokens. The same shape, type and seed give the same files."
        },
        footer = {"", "Example:", "  qwen4j bench make-random qwen2.5-0.5b /tmp/random-0.5b"})
final class BenchMakeRandomCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            index = "0",
            paramLabel = "SHAPE",
            completionCandidates = Shapes.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String shape = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "Where to write: a new or an empty folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "Stored type: bf16 (default), fp16 or fp32.")
    private StoredType type = StoredType.BF16;

    @Option(names = "--seed", paramLabel = "N", description = "Of the random numbers. Default: 1.")
    private long seed = 1;

    @Option(names = "--json", description = "Print one JSON object: shape, dtype, seed, folder.")
    private boolean json;

    BenchMakeRandomCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        ModelShape known = ModelShape.named(shape);
        Interrupts.during(() -> {
            RandomCheckpoint.write(known, folder, type, seed);
            return known;
        });
        if (json) {
            terminal.out()
                    .print(JsonNodeFactory.instance
                                    .objectNode()
                                    .put("shape", known.toString())
                                    .put("dtype", type.name().toLowerCase(Locale.ROOT))
                                    .put("seed", seed)
                                    .put("folder", folder.toString())
                            + "\n");
        } else {
            terminal.error().print("written: random weights of the shape of " + known + " in " + folder + "\n");
        }
        return ExitStatus.OK;
    }

    /** The names for the help text. */
    static final class Shapes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(ModelShape.values()).map(ModelShape::toString).iterator();
        }
    }
}
