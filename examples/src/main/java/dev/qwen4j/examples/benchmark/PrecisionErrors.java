package dev.qwen4j.examples.benchmark;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.checkpoint.EmbeddedCheckpoint;
import dev.qwen4j.model.decode.Sequence;
import dev.qwen4j.model.decode.Step;
import dev.qwen4j.model.transformer.Transformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Measures what each precision costs against float32: how far its logits are off, how often another token is the most
 * probable, and how well it predicts what the model wrote in float32.
 */
public final class PrecisionErrors {
    private static final AgentLimits LIMITS = new AgentLimits(6, 1024, Duration.ofMinutes(1));
    private static final int EVERY = 6;
    private static final int RANDOM_TEXTS = 8;
    private static final int RANDOM_TOKENS = 32;
    private static final int WRITTEN_TOKENS = 64;
    private static final long SEED = 1;

    private PrecisionErrors() {}

    /** A prompt and what the model wrote after it, in float32, greedily. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(int[] prompt, int[] written) {
        int[] all() {
            int[] all = Arrays.copyOf(prompt, prompt.length + written.length);
            System.arraycopy(written, 0, all, prompt.length, written.length);
            return all;
        }

        /** The logits after each token but those inside the prompt and the last one: {@code [written, vocabulary]}. */
        float[][] logits(Transformer transformer) {
            int[] tokens = all();
            try (Sequence sequence = transformer.begin(prompt.length)) {
                float[] each = transformer.append(new Step(sequence, tokens, written.length + 1));
                int rows = transformer.vocabularyRows();
                float[][] logits = new float[written.length][];
                for (int i = 0; i < written.length; i++) {
                    int begin = i * rows;
                    logits[i] = Arrays.copyOfRange(each, begin, begin + rows);
                }
                return logits;
            }
        }
    }

    /**
     * @param args checkpoint folders to measure besides the demo model; of these, which may have random weights, the text
     *     is what they write after random tokens
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println(Difference.HEADER);
        print("demo", EmbeddedCheckpoint.folder(), demoTexts());
        for (String arg : args) {
            Path folder = Path.of(arg);
            print(String.valueOf(folder.getFileName()), folder, randomTexts(folder));
        }
    }

    /** The steps of runs over some of the questions that tool choice is measured with. */
    private static List<Text> demoTexts() throws IOException, InterruptedException {
        List<Text> texts = new ArrayList<>();
        try (QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT.withPrecision(Precision.FP32));
                Workplace folder = Workplace.open();
                CodeInterpreter python = new GraalPyInterpreter(folder.files(), SandboxPolicy.DEFAULT)) {
            RecordingModel recording = new RecordingModel(
                    model,
                    (prompt, completion) -> texts.add(new Text(
                            model.tokenizer().encode(prompt),
                            completion.written().ids().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray())));
            List<Question> questions = Question.developmentSet();
            for (int i = 0; i < questions.size(); i += EVERY) {
                try (Workplace workplace = Workplace.open()) {
                    Agent agent = new Agent(recording, workplace.tools(ToolChoice.ALL, python), LIMITS);
                    agent.run(Transcript.empty().ask(questions.get(i).text()), event -> {});
                }
            }
        }
        return texts;
    }

    static List<Text> randomTexts(Path folder) {
        Random random = new Random(SEED);
        List<Text> texts = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Transformer transformer = Transformer.load(checkpoint, Precision.FP32)) {
            for (int text = 0; text < RANDOM_TEXTS; text++) {
                int[] prompt = random.ints(RANDOM_TOKENS, 0, transformer.vocabularyRows())
                        .toArray();
                int[] written = new int[WRITTEN_TOKENS];
                try (Sequence sequence = transformer.begin(prompt.length)) {
                    float[] logits = transformer.append(Step.of(sequence, prompt));
                    for (int i = 0; i < written.length; i++) {
                        written[i] = Difference.mostProbable(logits);
                        logits = transformer.append(Step.of(sequence, written[i]));
                    }
                }
                texts.add(new Text(prompt, written));
            }
        }
        return texts;
    }

    private static void print(String name, Path folder, List<Text> texts) {
        for (Precision precision : Precision.values()) {
            if (precision != Precision.AUTO) {
                System.out.println("| " + name + " | " + precision.name().toLowerCase(Locale.ROOT) + " | "
                        + measure(folder, precision, texts).row());
            }
        }
    }

    static Difference measure(Path folder, Precision precision, List<Text> texts) {
        Difference difference = new Difference();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Transformer reference = Transformer.load(checkpoint, Precision.FP32);
                Transformer measured = Transformer.load(checkpoint, precision)) {
            for (Text text : texts) {
                float[][] expected = text.logits(reference);
                float[][] actual = text.logits(measured);
                for (int i = 0; i < expected.length; i++) {
                    difference.add(expected[i], actual[i], text.written()[i]);
                }
            }
        }
        return difference;
    }
}
