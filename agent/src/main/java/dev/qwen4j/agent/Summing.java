package dev.qwen4j.agent;

import dev.qwen4j.agent.Reduction.Summary;
import dev.qwen4j.agent.Transcript.Exchange;
import dev.qwen4j.agent.Transcript.Turn;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Message;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.chat.Conversation;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.tools.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Has the model sum up the oldest steps of a conversation that stays too long when its observations are shortened. What is
 * asked follows from the state alone, so that a replay asks the same.
 */
final class Summing {
    private static final int MOST_TOKENS = 256;
    private static final int SHARE = 16;
    private static final int FEWEST_TOKENS = 8;
    private static final int MOST_PART_CHARS = 2000;
    private static final String TASK =
            "Sum up the notes below in a few sentences for somebody who goes on with the work and"
                    + " cannot read them: what was asked, what was done, and every name, number and result that may be needed."
                    + " Write the summary and nothing else.\n\n";

    private final LanguageModel model;
    private final RunState state;
    private final ContextFit fit;

    Summing(LanguageModel model, RunState state, ContextFit fit) {
        this.model = model;
        this.state = state;
        this.fit = fit;
    }

    /**
     * What the model is to sum up.
     *
     * @param turn the first whose question stays
     * @param exchange the first of that turn that stays
     */
    record Task(int turn, int exchange, Conversation conversation, Prompt prompt, GenerationConfig sampling) {}

    /**
     * What has to be summed up before the next step; empty if nothing has, nothing can be, or the run is led otherwise.
     */
    Optional<Task> task() {
        if (state.options().overflow() != Overflow.SUMMARIZE || maxTokens() < FEWEST_TOKENS || fit.fits()) {
            return Optional.empty();
        }
        List<Summary> all = ends();
        // The task has to fit into the context too; what is too long for it is summed up in several times.
        int most = count(all, end -> fits(task(end)));
        int needed = count(all, end -> fit.tokens(with(end)) + maxTokens() > fit.enough());
        return most == 0 ? Optional.empty() : Optional.of(task(all.get(Math.min(needed, most - 1))));
    }

    Completion complete(Task task) throws InterruptedException {
        return model.complete(task.prompt(), task.sampling(), text -> {});
    }

    /** What the model is shown once it has done a task. */
    Reduction reduction(Task task, Completion completion) {
        ReplyReader reader = model.functionFormat().reader(task.conversation(), ReplyReader.Listener.NONE);
        reader.read(completion.text());
        String text = reader.finish(completion.finishReason()).content().strip();
        int before = fit.tokens(state.reduction());
        Reduction now = with(new Summary(
                task.turn(), task.exchange(), text.isEmpty() ? "nothing was noted, the steps are left out" : text));
        return new Reduction(now.cuts(), now.summary(), before, fit.tokens(now));
    }

    private Reduction with(Summary summary) {
        return new Reduction(state.reduction().cuts(), summary, 0, 0);
    }

    private int maxTokens() {
        int affordable =
                state.closing() == null ? state.tokensLeft() - state.limits().answerTokens() : state.tokensLeft() - 1;
        return Math.min(affordable, Math.min(MOST_TOKENS, model.contextLength() / SHARE));
    }

    /** Where a summary could end, further than the last one did. */
    private List<Summary> ends() {
        List<Turn> turns = state.transcript().turns();
        Summary last = state.reduction().summary();
        List<Summary> ends = new ArrayList<>();
        for (int turn = last == null ? 0 : last.turn(); turn < turns.size(); turn++) {
            int first = last != null && turn == last.turn() ? last.exchange() + 1 : turn == 0 ? 1 : 0;
            int end = turns.get(turn).exchanges().size();
            for (int exchange = first; exchange < end || (exchange == end && turn == turns.size() - 1); exchange++) {
                ends.add(new Summary(turn, exchange, ""));
            }
        }
        return ends;
    }

    /** How many of {@code ends}, from the first on, are so. If one is not, none behind it is. */
    private static int count(List<Summary> ends, Predicate<Summary> so) {
        int low = 0;
        int high = ends.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (so.test(ends.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean fits(Task task) {
        return model.countTokens(task.prompt()) + maxTokens() <= model.contextLength();
    }

    private Task task(Summary end) {
        Conversation conversation =
                Conversation.of(List.of(Message.user(TASK + notes(end)))).withThinking(false);
        GenerationConfig sampling = state.started()
                .sampling()
                .withMaxNewTokens(maxTokens())
                .withGrammar(null)
                .withStopWords(model.functionFormat().stopWords(conversation));
        return new Task(
                end.turn(), end.exchange(), conversation, model.functionFormat().render(conversation), sampling);
    }

    /** The conversation up to {@code end}, with the last summary instead of what it stands for, long parts shortened. */
    private String notes(Summary end) {
        List<Turn> turns = new Reduction(state.reduction().cuts(), null, 0, 0)
                .of(state.transcript())
                .turns();
        Summary last = state.reduction().summary();
        StringBuilder notes = new StringBuilder();
        if (last != null) {
            notes.append("Before: ").append(last.text()).append('\n');
        }
        for (int turn = last == null ? 0 : last.turn(); turn <= end.turn(); turn++) {
            List<Exchange> exchanges = turns.get(turn).exchanges();
            int from = last != null && turn == last.turn() ? last.exchange() : 0;
            int to = turn < end.turn() ? exchanges.size() : end.exchange();
            if (turn < end.turn() || to > from) {
                notes.append("Question: ")
                        .append(part(turns.get(turn).question()))
                        .append('\n');
                exchanges.subList(from, to).forEach(exchange -> note(notes, exchange));
            }
        }
        return notes.toString().stripTrailing();
    }

    private void note(StringBuilder notes, Exchange exchange) {
        notes.append(part(exchange.step().text().strip())).append('\n');
        if (!exchange.observation().isBlank()) {
            notes.append("Result: ")
                    .append(part(exchange.observation().strip()))
                    .append('\n');
        }
    }

    private String part(String text) {
        int limit = Math.clamp(model.contextLength() / 8, 100, MOST_PART_CHARS);
        return text.length() <= limit ? text : Excerpt.cut(text, limit) + "…";
    }
}
