package dev.qwen4j.agent.hermes;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.testing.ScriptedModel;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Replays completions in Hermes's format. */
final class HermesModel implements LanguageModel {
    private final HermesFormat format;
    private final ScriptedModel script;

    HermesModel(HermesDialect dialect, String... completions) {
        format = new HermesFormat(dialect, Set.of());
        script = new ScriptedModel(completions);
    }

    List<Prompt> prompts() {
        return script.prompts();
    }

    @Override
    public String name() {
        return script.name();
    }

    @Override
    public ChatTemplate chatTemplate() {
        return format;
    }

    @Override
    public FunctionFormat functionFormat() {
        return format;
    }

    @Override
    public GenerationConfig defaults() {
        return script.defaults();
    }

    @Override
    public int contextLength() {
        return script.contextLength();
    }

    @Override
    public int countTokens(Prompt prompt) {
        return script.countTokens(prompt);
    }

    @Override
    public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        return script.complete(prompt, config, onText);
    }

    @Override
    public void close() {
        script.close();
    }
}
