package dev.qwen4j.agent.hermes;

import dev.qwen4j.model.ForwardingModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.testing.ScriptedModel;
import java.util.List;
import java.util.Set;

/** Replays completions in Hermes's format. */
final class HermesModel extends ForwardingModel {
    private final HermesFormat format;
    private final ScriptedModel script;

    HermesModel(HermesDialect dialect, String... completions) {
        this(dialect, new ScriptedModel(completions));
    }

    private HermesModel(HermesDialect dialect, ScriptedModel script) {
        super(script);
        format = new HermesFormat(dialect, Set.of());
        this.script = script;
    }

    List<Prompt> prompts() {
        return script.prompts();
    }

    @Override
    public ChatTemplate chatTemplate() {
        return format;
    }

    @Override
    public FunctionFormat functionFormat() {
        return format;
    }
}
