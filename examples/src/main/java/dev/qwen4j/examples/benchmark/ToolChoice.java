package dev.qwen4j.examples.benchmark;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.AgentLimits;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.Transcript;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.GraalPyInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import dev.qwen4j.model.QwenOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/** Measures in which order the built-in tools are best offered to a model. */
public final class ToolChoice {
    static final List<String> ALL = List.of(
            "calculator",
            "python",
            "current_time",
            "unit_convert",
            "search_documents",
            "read_file",
            "write_file",
            "list_files");

    private static final AgentLimits COMPLETE = new AgentLimits(6, 1024, Duration.ofMinutes(1));
    private static final AgentLimits FIRST_CALL = new AgentLimits(1, 1024, Duration.ofMinutes(1));
    private static final long SEED = 1;

    private final LanguageModel model;
    private final CodeInterpreter python;
    private final AgentLimits limits;

    /** @param complete whether to go on to an answer after the first call, which takes twice as long */
    ToolChoice(LanguageModel model, CodeInterpreter python, boolean complete) {
        this.model = model;
        this.python = python;
        this.limits = complete ? COMPLETE : FIRST_CALL;
    }

    /** Asks those of {@code questions} that the tools of {@code order} can serve, each in a fresh workplace. */
    Score measure(List<String> order, List<Question> questions) throws IOException {
        long start = System.nanoTime();
        List<Trial> trials = new ArrayList<>();
        for (Question question : questions) {
            if (question.servedBy(order)) {
                trials.add(ask(order, question));
            }
        }
        return new Score(order, trials, limits.equals(COMPLETE), Duration.ofNanos(System.nanoTime() - start));
    }

    private Trial ask(List<String> order, Question question) throws IOException {
        try (Workplace workplace = Workplace.open()) {
            Agent agent = new Agent(model, workplace.tools(order, python), limits);
            List<AgentEvent.Action> calls = new ArrayList<>();
            Outcome outcome = agent.run(Transcript.empty().ask(question.text()), event -> {
                if (event instanceof AgentEvent.Action action) {
                    calls.add(action);
                }
            });
            return new Trial(question, calls, outcome);
        }
    }

    /** The same for each of {@code orders}, telling of each as soon as it is measured; the best first. */
    private List<Score> compare(List<List<String>> orders, List<Question> questions, boolean verbose)
            throws IOException {
        List<Score> scores = new ArrayList<>();
        for (List<String> order : orders) {
            Score score = measure(order, questions);
            scores.add(score);
            System.err.println(score.row());
            if (verbose) {
                System.out.println("## " + String.join(" ", order) + "\n\n" + Trial.HEADER);
                score.trials().forEach(trial -> System.out.println(trial.row()));
                System.out.println();
            }
        }
        scores.sort(Score.BEST_FIRST);
        return scores;
    }

    /**
     * Prints a Markdown table, the best order first.
     *
     * @param args names of tools in the order to measure, none for all in the usual order; {@code --search N} to measure
     *     single omissions, rotations and N seeded shuffles of it as well; {@code --first-call} to end each trial with
     *     its first call; {@code --sample K} to ask only each K-th question; {@code --verbose} to print every trial
     */
    public static void main(String[] args) throws IOException {
        Options options = Options.parse(args);
        List<Question> questions = options.sampleOf(Question.developmentSet());
        try (Workplace folder = Workplace.open();
                QwenModel model = QwenModel.openEmbedded(QwenOptions.DEFAULT);
                CodeInterpreter python = new GraalPyInterpreter(folder.files(), SandboxPolicy.DEFAULT)) {
            List<Score> scores = new ToolChoice(model, python, options.complete())
                    .compare(options.orders(), questions, options.verbose());
            System.out.println(Score.HEADER);
            scores.forEach(score -> System.out.println(score.row()));
        }
    }

    /**
     * What the command line asks for.
     *
     * @param orders the orders to measure
     * @param sample each how many-th question to ask
     */
    record Options(List<List<String>> orders, int sample, boolean complete, boolean verbose) {
        static Options parse(String... args) {
            int shuffles = -1;
            int sample = 1;
            boolean complete = true;
            boolean verbose = false;
            List<String> tools = new ArrayList<>();
            Iterator<String> rest = List.of(args).iterator();
            while (rest.hasNext()) {
                String arg = rest.next();
                switch (arg) {
                    case "--search" -> shuffles = number(arg, rest, 0);
                    case "--sample" -> sample = number(arg, rest, 1);
                    case "--first-call" -> complete = false;
                    case "--verbose" -> verbose = true;
                    default -> tools.add(arg);
                }
            }
            List<String> base = tools.isEmpty() ? ALL : List.copyOf(tools);
            return new Options(
                    shuffles < 0 ? List.of(base) : ToolOrders.around(base, shuffles, SEED), sample, complete, verbose);
        }

        private static int number(String option, Iterator<String> rest, int least) {
            String value = rest.hasNext() ? rest.next() : "";
            if (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < least) {
                throw new IllegalArgumentException(
                        option + " must be followed by a number of at least " + least + " but is '" + value + "'");
            }
            return Integer.parseInt(value);
        }

        List<Question> sampleOf(List<Question> questions) {
            return IntStream.range(0, questions.size())
                    .filter(i -> i % sample == 0)
                    .mapToObj(questions::get)
                    .toList();
        }
    }
}
