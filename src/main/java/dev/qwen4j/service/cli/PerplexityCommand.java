package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.Perplexity;
import dev.qwen4j.model.QwenModel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "perplexity",
        description = {
            "Prints how well a checkpoint predicts a text, to compare checkpoints, precisions and lengths: the lower,"
                    + " the better. Only numbers of one tokenizer, text and window compare.",
            "",
            "The text, without control tokens, is cut into windows of one length; each goes through the model on its"
                    + " own, and all of its tokens but the first are predicted. The rest after the last whole window"
                    + " is left out."
        },
        footer = {"", "Example:", "  qwen4j perplexity --model /models/Qwen-7B-Chat --window 2048 book.txt"})
final class PerplexityCommand implements Callable<Integer> {
    private final Terminal terminal;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(
            names = "--window",
            paramLabel = "L",
            description = "Tokens of a window, 2 to the checkpoint's context. Default: the length it was trained with.")
    @Nullable
    private Integer windowLength;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "FILE", description = "The text, in UTF-8; - reads standard input.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    PerplexityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        String text = SourceText.read(file, terminal);
        try (QwenModel model = modelOptions.openQwen(terminal)) {
            int window = windowLength == null ? model.trainedLength() : windowLength;
            if (window < 2 || window > model.contextLength()) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        "--window is " + window + ": give 2 to " + model.contextLength() + ", the context of "
                                + model.name());
            }
            int[] tokens = model.tokenizer().encode(text);
            if (tokens.length < 2) {
                throw new CommandFailure(
                        ExitStatus.USAGE, "the text has too few tokens, " + tokens.length + ": give 2 or more");
            }
            Perplexity perplexity = measure(model, tokens, window);
            terminal.out().print((json ? toJson(perplexity) : toText(perplexity)) + "\n");
        }
        return ExitStatus.OK;
    }

    private Perplexity measure(QwenModel model, int[] tokens, int window) throws InterruptedException {
        int windows = Math.max(1, tokens.length / window);
        try (ProgressBar bar = ProgressBar.of(terminal)) {
            return Interrupts.during(() -> model.perplexity(tokens, window, soFar -> {
                if (program.verbose) {
                    terminal.error().print("so far: " + toText(soFar) + "\n");
                } else {
                    bar.show("Window " + soFar.windows() + " of " + windows, soFar.windows(), windows);
                }
            }));
        }
    }

    private static ObjectNode toJson(Perplexity result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("perplexity", result.perplexity())
                .put("negativeLogLikelihood", result.negativeLogLikelihood())
                .put("tokens", result.tokens())
                .put("windows", result.windows())
                .put("windowLength", result.windowLength());
    }

    private static String toText(Perplexity result) {
        return String.format(
                Locale.ROOT,
                "perplexity %.4f (%d tokens predicted in %d %s of %d)",
                result.perplexity(),
                result.tokens(),
                result.windows(),
                result.windows() == 1 ? "window" : "windows",
                result.windowLength());
    }
}
