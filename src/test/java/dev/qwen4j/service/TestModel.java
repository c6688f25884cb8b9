package dev.qwen4j.service;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.chat.FunctionFormat;
import dev.qwen4j.model.chat.HermesDialect;
import dev.qwen4j.model.chat.HermesFormat;
import dev.qwen4j.model.chat.PlainFormat;
import dev.qwen4j.model.testing.ScriptedModel;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The model of a service under test: each test says what it does next. */
@Mock
@Singleton
public class TestModel implements ModelSource {
    private static final FunctionFormat PLAIN = new PlainFormat(new ChatMl());

    /** What the model does when asked to continue a prompt. */
    @FunctionalInterface
    public interface Behaviour {
        Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
                throws InterruptedException;
    }

    private volatile Behaviour behaviour = new ScriptedModel()::complete;
    private volatile FunctionFormat format = PLAIN;
    private volatile String name = "test/model";

    /** From now on the model has this name. */
    public void rename(String next) {
        name = next;
    }

    private volatile Duration stalled = Duration.ZERO;

    /** From now on the engine says that it has stood still for so long. */
    public void stall(Duration time) {
        stalled = time;
    }

    /** From now on the model replays {@code completions}. */
    public ScriptedModel replay(String... completions) {
        ScriptedModel script = new ScriptedModel(completions);
        behave(script::complete);
        return script;
    }

    /** The same with the format of Qwen3 for functions and thoughts. */
    public ScriptedModel replayAsQwen3(String... completions) {
        ScriptedModel script = new ScriptedModel(completions);
        behaveAsQwen3(script::complete);
        return script;
    }

    public void behave(Behaviour next) {
        format = PLAIN;
        behaviour = next;
    }

    public void behaveAsQwen3(Behaviour next) {
        format = new HermesFormat(HermesDialect.QWEN3, Set.of());
        behaviour = next;
    }

    /** A call that ends only by an interrupt. */
    public record Hang(CompletableFuture<Void> started, CompletableFuture<Void> interrupted) {}

    /** From now on the model hangs. */
    public Hang hang() {
        Hang hang = new Hang(new CompletableFuture<>(), new CompletableFuture<>());
        behave((prompt, config, onText) -> {
            hang.started().complete(null);
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("unreachable");
            } catch (InterruptedException e) {
                hang.interrupted().complete(null);
                throw e;
            }
        });
        return hang;
    }

    @Override
    public LanguageModel load() {
        return new LanguageModel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ChatTemplate chatTemplate() {
                return new ChatMl();
            }

            @Override
            public FunctionFormat functionFormat() {
                return format;
            }

            @Override
            public boolean tellsLogprobs() {
                return true;
            }

            @Override
            public Duration stalled() {
                return stalled;
            }

            @Override
            public GenerationConfig defaults() {
                return GenerationConfig.GREEDY;
            }

            @Override
            public int contextLength() {
                return 8000;
            }

            @Override
            public int countTokens(Prompt prompt) {
                return prompt.display().length();
            }

            @Override
            public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
                    throws InterruptedException {
                return behaviour.complete(prompt, config, onText);
            }

            @Override
            public void close() {}
        };
    }
}
