package dev.qwen4j.agent.code;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.ChatTemplate;
import dev.qwen4j.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The prompts of Hugging Face's agents, as Qwen's evaluation uses them. The whole conversation is one message of the user,
 * whose {@code Human:} and {@code Assistant:} are renamed, because some models take these words for turns.
 *
 * @param functions what the code can call
 */
record CodeProtocol(CodeMode mode, List<ToolSpec> functions) implements Protocol {
    private static final String RUN_OPENING = "I will use the following";
    private static final String GIVE_UP = "I cannot do this, because";

    CodeProtocol {
        functions = List.copyOf(functions);
    }

    @Override
    public Prompt render(Transcript transcript, List<ToolSpec> tools, ChatTemplate template) {
        String prompt = instruction() + (mode == CodeMode.RUN ? task(transcript.lastTurn()) : dialogue(transcript));
        return template.render(List.of(Message.system(transcript.system()), Message.user(prompt)));
    }

    private String instruction() {
        String descriptions = functions.stream()
                .map(tool -> "- " + tool.name() + ": " + tool.description())
                .collect(Collectors.joining("\n"));
        return resource(mode == CodeMode.RUN ? "run.txt" : "chat.txt").replace("{tools}", descriptions);
    }

    private static String task(Turn turn) {
        StringBuilder text = new StringBuilder("\n\nTask: \"" + turn.question() + "\"\n\n" + RUN_OPENING);
        for (Exchange attempt : turn.exchanges()) {
            text.append(' ').append(attempt.step().text().strip());
            text.append("\n\n").append(failure(attempt)).append("\n\n").append(RUN_OPENING);
        }
        return text.toString();
    }

    private static String dialogue(Transcript transcript) {
        StringBuilder text = new StringBuilder();
        for (Turn turn : transcript.turns()) {
            boolean last = turn == transcript.lastTurn();
            text.append("\n_HUMAN_: ").append(turn.question()).append("\n\n_ASSISTANT_: ");
            List<Exchange> exchanges = turn.exchanges();
            for (int i = 0; i < exchanges.size(); i++) {
                Exchange exchange = exchanges.get(i);
                boolean result = i > 0 && exchange.step() instanceof Step.FinalAnswer;
                if (!result) {
                    text.append(exchange.step().text().strip()).append('\n');
                }
                boolean worked =
                        i + 1 < exchanges.size() && exchanges.get(i + 1).step() instanceof Step.FinalAnswer;
                if (!(exchange.step() instanceof Step.FinalAnswer) && !worked && (last || i + 1 < exchanges.size())) {
                    text.append('\n').append(failure(exchange)).append("\n\n_ASSISTANT_: ");
                }
            }
        }
        return text.toString();
    }

    /** What the model is told of an attempt that came to nothing. */
    private static String failure(Exchange attempt) {
        return "This did not work: " + attempt.observation().strip() + "\nWrite it again without this error.";
    }

    @Override
    public String lastAnswer(Transcript transcript, List<ToolSpec> tools) {
        return GIVE_UP;
    }

    @Override
    public List<String> stopWords(List<ToolSpec> tools) {
        return mode == CodeMode.RUN ? List.of("Task:") : List.of("_HUMAN_:", "=====");
    }

    @Override
    public Reader reader(Transcript transcript, List<ToolSpec> tools, Listener listener) {
        return new CodeReader(mode, GIVE_UP, tools.getFirst().name(), listener);
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(CodeProtocol.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the jar", e);
        }
    }
}
