package dev.qwen4j.service.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.TokenScore;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "score",
        description = "Prints, for each position of a token sequence, the natural-log probabilities of what follows:"
                + " a checkpoint can be compared with any other implementation.",
        footer = {"", "Example:", "  qwen4j score --model /models/Qwen-7B-Chat --tokens 9707,11,1879 --top 5 --json"})
final class ScoreCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(names = "--tokens", required = true, split = ",", paramLabel = "ID", description = "Ids, comma-separated.")
    private int[] tokens = {};

    @Option(names = "--top", paramLabel = "N", description = "Candidates to print for each position. Default: 5.")
    private int top = 5;

    @Option(names = "--json", description = "Print one JSON object for each position.")
    private boolean json;

    ScoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (top < 0) {
            throw new CommandFailure(ExitStatus.USAGE, "--top is " + top + ": give 0 or more");
        }
        try (QwenModel model = modelOptions.openQwen(terminal)) {
            for (TokenScore score : Interrupts.during(() -> model.score(tokens, top))) {
                terminal.out().print((json ? toJson(score) : toText(score)) + "\n");
            }
        }
        return ExitStatus.OK;
    }

    private static ObjectNode toJson(TokenScore score) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("position", score.position())
                .put("token", score.token())
                .put("nextLogprob", score.nextLogprob());
        ArrayNode candidates = json.putArray("top");
        for (TokenScore.Candidate candidate : score.top()) {
            candidates.addObject().put("id", candidate.id()).put("logprob", candidate.logprob());
        }
        return json;
    }

    private static String toText(TokenScore score) {
        StringBuilder line = new StringBuilder();
        Double next = score.nextLogprob();
        line.append(String.format(
                Locale.ROOT,
                "%6d %8d %9s  ",
                score.position(),
                score.token(),
                next == null ? "" : String.format(Locale.ROOT, "%.4f", next)));
        for (TokenScore.Candidate candidate : score.top()) {
            line.append(String.format(Locale.ROOT, " %d:%.4f", candidate.id(), candidate.logprob()));
        }
        return line.toString();
    }
}
