package dev.qwen4j.service.replicas;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.chat.ChatMl;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.model.testing.ScriptedModel;
import dev.qwen4j.service.ModelSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model of a service that is killed: what it writes follows from the prompt alone, so that any process can go on. It
 * makes {@link #CALLS} calls, each the third one of a tool that reads, and answers.
 */
@Singleton
public class ScriptedSource implements ModelSource {
    /** The system property that has the demo model used instead. */
    public static final String DEMO = "scripted-source.demo";

    static final int CALLS = 6;
    private static final Duration PER_TOKEN = Duration.ofMillis(1);
    private static final Pattern QUESTION = Pattern.compile("Question: (\\S+)");
    private static final Pattern OBSERVATION = Pattern.compile("\nObservation: (?!the result)");

    @Override
    public LanguageModel load() {
        if (Boolean.getBoolean(DEMO)) {
            return QwenModel.openEmbedded(QwenOptions.DEFAULT);
        }
        return new LanguageModel() {
            @Override
            public String name() {
                return "test/scripted";
            }

            @Override
            public ChatTemplate chatTemplate() {
                return new ChatMl();
            }

            @Override
            public GenerationConfig defaults() {
                return GenerationConfig.GREEDY;
            }

            @Override
            public int contextLength() {
                return 30_000;
            }

            @Override
            public int countTokens(Prompt prompt) {
                return prompt.display().length();
            }

            @Override
            public Completion complete(Prompt prompt, GenerationConfig config, Consumer<String> onText)
                    throws InterruptedException {
                return new ScriptedModel(PER_TOKEN, next(prompt.display())).complete(prompt, config, onText);
            }

            @Override
            public void close() {}
        };
    }

    private static String next(String prompt) {
        String question = "";
        for (Matcher matcher = QUESTION.matcher(prompt); matcher.find(); ) {
            question = matcher.group(1);
        }
        long seen = OBSERVATION.matcher(prompt).results().count();
        if (seen == CALLS) {
            return " I now know the final answer\nFinal Answer: Done.";
        }
        return " I go on.\nAction: " + (seen % 3 == 2 ? "look" : "write") + "\nAction Input: {\"text\": \"" + question
                + "-" + seen + "\"}";
    }
}
