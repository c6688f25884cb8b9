package dev.qwen4j.service.cli;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.OutsideTools;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.langchain4j.remote.RemoteModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "chat",
        description = "Holds a conversation: reads a question a line, shows each step of the answer.",
        footer = {"", "Type /? for the commands. Ctrl-C stops the answer, Ctrl-D leaves."})
final class ChatCommand implements Callable<Integer> {
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

    @Option(names = "--no-tools", description = "Plain chat: offer no tools.")
    private boolean noTools;

    @Option(
            names = "--json",
            description = "Print each event as one JSON object on a line of its own, and what commands say as 'said'.")
    private boolean json;

    ChatCommand(Terminal terminal, ModelOpener models) {
        this.terminal = terminal;
        this.models = models;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        try (OutsideTools outside = sessionOptions.connect(terminal, program.environment())) {
            SessionSettings settings = sessionOptions.settings().withExtraTools(outside.tools());
            SessionSettings chosen = noTools ? settings.withTools(List.of()) : settings;
            chosen.toolNames(); // before the model, which takes longer to complain
            chat(chosen);
        }
        return ExitStatus.OK;
    }

    private LanguageModel open() {
        return remoteOptions
                .model()
                .map(RemoteModel::open)
                .orElseGet(() -> models.open(modelOptions.folder(), modelOptions.options()));
    }

    private void chat(SessionSettings chosen) throws InterruptedException, IOException {
        try (LanguageModel model = open();
                AgentSession session = AgentSession.open(model, chosen)) {
            // A penalty on repetition keeps a model from copying, which tool use consists of.
            GenerationConfig defaults = chosen.toolNames().isEmpty()
                    ? model.defaults()
                    : model.defaults().withRepetitionPenalty(1);
            Chat chat = new Chat(terminal, new Conversation(model.name(), session, defaults), json);
            try (Lines lines = json
                    ? new PipedLines(terminal)
                    : Lines.of(terminal, program.environment().data("chat-history"), chat.words())) {
                chat.run(lines);
            }
        }
    }
}
