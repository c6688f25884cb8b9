package dev.qwen4j.model.decode;

import dev.qwen4j.model.Batching;
import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.ModelException;
import dev.qwen4j.model.QueueFullException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Answers several requests together: each forward pass takes a token, or some, of every one of them. Requests join and
 * leave between passes. While some write, prompts of others are read in smaller pieces and in turns, so that nobody stands
 * still for a long prompt.
 *
 * <p>All passes are on the {@link InferenceThread}; other work there comes between two of them.
 */
public final class Batcher implements AutoCloseable {
    /** Rows of a matrix product that take about as long as one. */
    private static final int CHEAP_ROWS = 8;

    /** Which part of a chunk of prompts is read in a pass in which others write. */
    private static final int PART_OF_CHUNK = 8;

    private final InferenceThread thread;
    private final ForwardPass model;
    private final PrefixCache prefixes;
    private final TokenRules rules;
    private final int chunk;
    private final int drafts;
    private final Batching batching;

    /** Answered now. On the inference thread only; their number is guarded by this. */
    private final List<Request> active = new ArrayList<>();

    private final Deque<Request> waiting = new ArrayDeque<>(); // guarded by this
    private int activeCount; // guarded by this
    private boolean running; // guarded by this: a pass is under way or will be
    private long progress; // guarded by this: when the last pass ended or the first one was asked for
    private boolean closed; // guarded by this

    /**
     * @param prefixes over {@code model}
     * @param chunk tokens of prompts in one pass
     * @param drafts tokens to guess in one pass for one request; 0 for none
     */
    public Batcher(
            InferenceThread thread,
            ForwardPass model,
            PrefixCache prefixes,
            TokenRules rules,
            int chunk,
            int drafts,
            Batching batching) {
        this.thread = thread;
        this.model = model;
        this.prefixes = prefixes;
        this.rules = rules;
        this.chunk = chunk;
        this.drafts = drafts;
        this.batching = batching;
    }

    /**
     * Continues a prompt, and waits for the end.
     *
     * @param prompt at least one token
     * @param config {@code maxNewTokens} must fit the context
     * @param onText called on the inference thread
     * @throws QueueFullException if too many wait already
     * @throws InterruptedException if the caller was interrupted; generation has ended when this is thrown
     */
    public Completion complete(int[] prompt, GenerationConfig config, Consumer<String> onText)
            throws InterruptedException {
        Request request = new Request(new Generation(prompt, config, onText, rules));
        enqueue(request);
        try {
            return request.await();
        } catch (InterruptedException e) {
            cancel(request);
            throw e;
        }
    }

    private synchronized void enqueue(Request request) {
        if (closed) {
            throw new ModelException("the model was closed");
        }
        if (activeCount + waiting.size() >= batching.sequences() + batching.waiting()) {
            throw new QueueFullException(batching);
        }
        waiting.add(request);
        if (!running) {
            running = true;
            progress = System.nanoTime();
            thread.execute(this::pass);
        }
    }

    /** Requests that nothing was done for yet. */
    public synchronized int waitingRequests() {
        return waiting.size();
    }

    /** For how long no pass has ended though there are requests. */
    public synchronized Duration stalled() {
        return running ? Duration.ofNanos(System.nanoTime() - progress) : Duration.ZERO;
    }

    /** Requests that are being answered or wait. */
    synchronized int requests() {
        return activeCount + waiting.size();
    }

    private void cancel(Request request) {
        request.cancel();
        synchronized (this) {
            if (waiting.remove(request)) {
                return;
            }
        }
        request.awaitEnd();
    }

    private void pass() {
        try {
            admit();
            leave();
            read(plan());
        } catch (RuntimeException | Error e) {
            // Not one request's fault. Nobody must wait for ever.
            active.forEach(request -> request.fail(e));
            active.clear();
        }
        goOn();
    }

    private synchronized void admit() {
        while (active.size() < batching.sequences() && !waiting.isEmpty()) {
            active.add(waiting.removeFirst());
        }
        activeCount = active.size();
    }

    private void leave() {
        for (Iterator<Request> each = active.iterator(); each.hasNext(); ) {
            Request request = each.next();
            if (request.isCancelled()) {
                each.remove();
                request.finishCancelled();
            }
        }
    }

    private synchronized void goOn() {
        activeCount = active.size();
        progress = System.nanoTime();
        if (activeCount > 0 || !waiting.isEmpty()) {
            thread.execute(this::pass);
        } else {
            running = false;
            notifyAll();
        }
    }

    /** A request and what it reads in a pass. */
    private record Turn(Request request, Step step) {}

    /** What the next pass reads: all that write, then prompts as long as there is room. */
    private List<Turn> plan() {
        List<Turn> turns = new ArrayList<>();
        List<Request> writing =
                active.stream().filter(each -> each.generation().isWriting()).toList();
        int guessed = writing.isEmpty() ? 0 : Math.min(drafts, (CHEAP_ROWS - writing.size()) / writing.size());
        for (Request request : writing) {
            turns.add(new Turn(request, request.generation().next(chunk, guessed)));
        }
        int room = writing.isEmpty() ? chunk : Math.max(1, chunk / PART_OF_CHUNK);
        for (Request request : List.copyOf(active)) {
            if (room > 0 && !writing.contains(request) && isReady(request)) {
                Step step = request.generation().next(room, 0);
                room -= step.tokens().length;
                turns.add(new Turn(request, step));
                // The others come first next time.
                active.remove(request);
                active.add(request);
            }
        }
        return turns;
    }

    /** Whether there is something to read; begins it if it has not begun. */
    private boolean isReady(Request request) {
        Generation generation = request.generation();
        if (generation.hasBegun()) {
            return true;
        }
        if (isBeingRead(generation)) {
            return false;
        }
        try {
            generation.begin(prefixes);
        } catch (RuntimeException e) {
            active.remove(request);
            request.fail(e);
            return false;
        }
        return !finished(request);
    }

    /** Whether another request is about to read much of what this one begins with: then its turn is after that. */
    private boolean isBeingRead(Generation generation) {
        Tokens text = generation.text();
        int last = generation.promptTokens() - 1;
        int known = prefixes.known(text, generation.promptTokens());
        for (Request other : active) {
            Generation reading = other.generation();
            if (reading.hasBegun()
                    && !reading.isWriting()
                    && model.ntkAlpha(reading.promptTokens()) == model.ntkAlpha(generation.promptTokens())) {
                int common = Math.min(Math.min(reading.text().common(text), reading.promptTokens()), last);
                if (common - Math.max(known, reading.length()) >= CHEAP_ROWS) {
                    return true;
                }
            }
        }
        return false;
    }

    private void read(List<Turn> turns) {
        if (turns.isEmpty()) {
            return;
        }
        List<float[]> logits;
        try {
            logits = model.append(turns.stream().map(Turn::step).toList());
        } catch (RuntimeException e) {
            if (turns.size() == 1) {
                end(turns.getFirst().request(), e);
            } else {
                // The one it is for fails alone.
                turns.forEach(turn -> read(List.of(turn)));
            }
            return;
        }
        for (int i = 0; i < turns.size(); i++) {
            Request request = turns.get(i).request();
            try {
                request.generation().accept(turns.get(i).step(), logits.get(i));
                finished(request);
            } catch (RuntimeException | Error e) {
                end(request, e);
            }
        }
    }

    /** Lets a request leave that has come to its end. */
    private boolean finished(Request request) {
        if (request.generation().isOpen()) {
            return false;
        }
        active.remove(request);
        request.finish();
        return true;
    }

    private void end(Request request, Throwable cause) {
        active.remove(request);
        request.fail(cause);
    }

    /** Refuses the requests that wait and waits for those that are being answered. */
    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            waiting.forEach(request -> request.fail(new ModelException("the model was closed")));
            waiting.clear();
            while (running) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
