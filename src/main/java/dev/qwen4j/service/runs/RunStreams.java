package dev.qwen4j.service.runs;

import dev.qwen4j.service.http.ClientWatch;
import dev.qwen4j.service.http.EventStream;
import dev.qwen4j.service.http.OpenStreams;
import dev.qwen4j.service.openai.OpenAiErrors;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as streams of events, each with its id, in the order of the journal. */
@Singleton
class RunStreams {
    /** How often a run that nobody here works on is looked at: another process may go on with it. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Runs runs;
    private final OpenAiErrors errors;
    private final OpenStreams open;

    RunStreams(Runs runs, OpenAiErrors errors, OpenStreams open) {
        this.runs = runs;
        this.errors = errors;
        this.open = open;
    }

    /**
     * Streams a run until it has ended or the client leaves, which does not concern the run.
     *
     * @param last what the client heard last
     */
    @SuppressWarnings("try") // The watch only needs to be closed.
    @Nullable
    Response attach(String id, String last, RoutingContext context) {
        try (ClientWatch watch = new ClientWatch(context);
                EventStream stream = open.open(context)) {
            String heard = last;
            RunRecords records = runs.records(id);
            while (true) {
                Optional<LiveRun> live = runs.live(id);
                if (live.isPresent()) {
                    heard = follow(live.get(), heard, stream);
                }
                records = runs.updated(id, records);
                heard = send(records.told(), heard, stream);
                if (records.ended() && runs.live(id).isEmpty()) {
                    return null;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            return null; // the client left
        }
    }

    /** Streams a run until it has ended or waits, or the client leaves. */
    void stream(LiveRun run, RoutingContext context) {
        try (EventStream stream = open.open(context)) {
            follow(run, "0", stream);
        } catch (InterruptedException e) {
            // The client left: whoever answers it ends the run.
        }
    }

    /** Streams what this process does on a run; gives the id of the last event. */
    private String follow(LiveRun run, String last, EventStream stream) throws InterruptedException {
        String heard = last;
        int index = 0;
        for (List<ToldEvent> more = run.from(0); !more.isEmpty(); more = run.from(index)) {
            index += more.size();
            heard = send(more, heard, stream);
        }
        try {
            run.await();
        } catch (RuntimeException e) {
            stream.send("error", errors.json(e));
        }
        return heard;
    }

    private static String send(List<ToldEvent> told, String last, EventStream stream) {
        String heard = last;
        for (ToldEvent event : told) {
            if (event.after(heard)) {
                stream.sendPatiently(event.id(), event.name(), event.json());
                heard = event.id();
            }
        }
        return heard;
    }
}
