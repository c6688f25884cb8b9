package dev.qwen4j.service.cli;

import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.AgentSession;
import dev.qwen4j.service.SessionSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "chat",
        description = "Holds a conversation: reads a question a line, shows each step of the answer.",
        footer = {"", "Type :help for the commands. Ctrl-C stops the answer, Ctrl-D leaves."})
final class ChatCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final ModelOpener models;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private SessionOptions sessionOptions = new SessionOptions();

    @Option(names = "--no-tools", description = "Plain chat: offer no tools.")
    private boolean noTools;

    ChatCommand(Terminal terminal, ModelOpener models) {
        this.terminal = terminal;
        this.models = models;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        SessionSettings settings = sessionOptions.settings();
        SessionSettings chosen = noTools ? settings.withTools(List.of()) : settings;
        chosen.toolNames(); // before the model, which takes longer to complain
        try (LanguageModel model = models.open(modelOptions.folder(), modelOptions.options());
                AgentSession session = AgentSession.open(model, chosen)) {
            // A penalty on repetition keeps a model from copying, which tool use consists of.
            GenerationConfig defaults = chosen.toolNames().isEmpty()
                    ? model.defaults()
                    : model.defaults().withRepetitionPenalty(1);
            new Chat(terminal, model.name(), session.agent(), defaults).run();
        }
        return ExitStatus.OK;
    }
}
