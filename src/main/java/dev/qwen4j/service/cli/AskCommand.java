package dev.qwen4j.service.cli;

import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.OutsideTools;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.langchain4j.remote.RemoteModel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "ask",
        description = "Answers one question, with tools, showing each step.",
        footer = {
            "",
            "Examples:",
            "  qwen4j ask \"What is 37 * 43 + 5?\"",
            "  qwen4j ask --model /models/Qwen-7B-Chat --documents notes \"What do my notes say about taxes?\"",
            "  qwen4j ask --json \"Convert 5 miles to km\""
        })
final class AskCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ModelOpener models;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Qwen4jCommand program;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private RemoteOptions remoteOptions = new RemoteOptions();

    @Mixin
    private SessionOptions sessionOptions = new SessionOptions();

    @Option(names = "--json", description = "Print each event as one JSON object on a line of its own.")
    private boolean json;

    @Parameters(arity = "1..*", paramLabel = "QUESTION", description = "The question; several words are joined.")
    private List<String> words = List.of();

    AskCommand(Terminal terminal, ModelOpener models) {
        this.terminal = terminal;
        this.models = models;
    }

    @Override
    public Integer call() throws InterruptedException {
        String question = String.join(" ", words).strip();
        if (question.isEmpty()) {
            throw new CommandFailure(ExitStatus.USAGE, "the question is empty: write it after 'ask', in quotes");
        }
        return Interrupts.during(() -> answer(question));
    }

    private int answer(String question) throws InterruptedException {
        try (OutsideTools outside = sessionOptions.connect(terminal, program.environment())) {
            SessionSettings settings = sessionOptions.settings().withExtraTools(outside.tools());
            settings.toolNames(); // before the model, which takes longer to complain
            return answer(question, settings);
        }
    }

    private LanguageModel open() {
        return remoteOptions
                .model()
                .map(RemoteModel::open)
                .orElseGet(() -> models.open(modelOptions.folder(), modelOptions.options()));
    }

    private int answer(String question, SessionSettings settings) {
        long start = System.nanoTime();
        try (LanguageModel model = open();
                AgentSession session = AgentSession.open(model, settings)) {
            long loaded = System.nanoTime();
            Consumer<AgentEvent> events = json ? this::printJson : new StepPrinter(terminal);
            Consent consent = new Consent(terminal, new PipedLines(terminal));
            Outcome outcome = consent.run(session.agent(), Transcript.empty().ask(question), events);
            if (program.verbose) {
                showCost(outcome, loaded - start, System.nanoTime() - loaded);
            }
            return exitStatus(outcome);
        }
    }

    private void showCost(Outcome outcome, long loadNanos, long runNanos) {
        terminal.error()
                .printf(
                        Locale.ROOT,
                        "load duration: %.2f s%nrun duration: %.2f s%nsteps: %d%nprompt tokens: %d%ngenerated tokens: %d%n",
                        loadNanos / 1e9,
                        runNanos / 1e9,
                        outcome.steps(),
                        outcome.usage().promptTokens(),
                        outcome.usage().completionTokens());
    }

    private void printJson(AgentEvent event) {
        terminal.out().print(EventJson.of(event) + "\n");
        terminal.out().flush();
    }

    private static int exitStatus(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered -> ExitStatus.OK;
            case Outcome.OutOfBudget ended -> ExitStatus.FAILED;
            case Outcome.Failed failed -> ExitStatus.FAILED;
            case Outcome.Waiting waiting -> ExitStatus.FAILED;
            case Outcome.Cancelled cancelled -> ExitStatus.INTERRUPTED;
        };
    }
}
