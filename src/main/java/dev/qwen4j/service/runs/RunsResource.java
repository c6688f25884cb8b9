package dev.qwen4j.service.runs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.qwen4j.agent.Approval;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.ResidentModel;
import dev.qwen4j.service.http.ClientWatch;
import dev.qwen4j.service.http.EventStream;
import dev.qwen4j.service.openai.InvalidRequestException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** A question in, its answer and every step on the way out; and what can be done with a run meanwhile and later. */
@Path("/v1/runs")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {
    private final Runs runs;
    private final RunStreams streams;
    private final ResidentModel resident;

    RunsResource(Runs runs, RunStreams streams, ResidentModel resident) {
        this.runs = runs;
        this.streams = streams;
        this.resident = resident;
    }

    /** @param step the last step that the fork keeps; null for the question only */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ForkRequest(@Nullable Integer step, @Nullable String observation) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ApproveRequest(
            @JsonProperty("call_id") @Nullable String callId,
            @Nullable Boolean allow,
            @Nullable String comment) {}

    /**
     * Answers as JSON when the run has ended or waits, or with an event for each thing that happens. A client that leaves
     * cancels the run, unless it is detached: then a JSON answer comes at once.
     */
    @POST
    @Produces(MediaType.WILDCARD)
    public @Nullable Response create(
            @Nullable RunRequest request,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            RoutingContext context)
            throws InterruptedException {
        if (request == null) {
            throw InvalidRequestException.invalid(null, "the body must be a JSON object but is null");
        }
        LanguageModel model = resident.model();
        boolean detached = Boolean.TRUE.equals(request.detached());
        LiveRun run = runs.begin(runs.read(request), model);
        if (run.from(0).isEmpty()) {
            run.await(); // says why it could not begin
        }
        boolean events = EventStream.isWanted(request.stream(), accept);
        if (!detached) {
            return attended(run, events, context);
        }
        return events ? streams.attach(run.id(), "0", context) : accepted(run.id());
    }

    @SuppressWarnings("try") // The watch only needs to be closed.
    private @Nullable Response attended(LiveRun run, boolean events, RoutingContext context)
            throws InterruptedException {
        try (ClientWatch watch = new ClientWatch(context)) {
            if (events) {
                streams.stream(run, context);
                return null;
            }
            Outcome outcome = run.await();
            return Response.ok(json(run, outcome), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } finally {
            run.cancel();
        }
    }

    private static ObjectNode json(LiveRun run, Outcome outcome) throws InterruptedException {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", run.id())
                .put("answer", outcome.answer())
                .put("outcome", outcome.name())
                .put("reason", outcome.reason())
                .put("steps", outcome.steps());
        json.set("usage", EventJson.usage(outcome.usage()));
        ArrayNode all = json.putArray("events");
        run.from(0).forEach(event -> all.addRawValue(new RawValue(event.json())));
        return json;
    }

    /** Every run of the journals, the newest first. */
    @GET
    public JsonNode list() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("data").addAll(runs.list());
        return json;
    }

    /** Where a run stands, and every record of it. */
    @GET
    @Path("/{id}")
    public JsonNode get(@PathParam("id") String id) {
        RunRecords records = runs.records(id);
        ObjectNode json = summary(id);
        json.putArray("events").addAll(records.records());
        return json;
    }

    /** What the model read in each of its calls, as one would read it. */
    @GET
    @Path("/{id}/prompts")
    public JsonNode prompts(@PathParam("id") String id) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode all = json.putArray("prompts");
        runs.prompts(id, resident.model())
                .forEach(read -> all.addObject()
                        .put("step", read.step())
                        .put("text", read.prompt().display()));
        return json;
    }

    /** Forgets a run that has ended or waits. */
    @DELETE
    @Path("/{id}")
    public Response delete(@PathParam("id") String id) {
        runs.delete(id);
        return Response.noContent().build();
    }

    private ObjectNode summary(String id) {
        return runs.records(id).summary(runs.isWorkedOn(id));
    }

    /** What was told of a run after the event that {@code Last-Event-ID} names, and what happens until it has ended. */
    @GET
    @Path("/{id}/events")
    @Produces(MediaType.WILDCARD)
    public @Nullable Response events(
            @PathParam("id") String id, @HeaderParam("Last-Event-ID") @Nullable String last, RoutingContext context) {
        if (last != null && !ToldEvent.isId(last)) {
            throw InvalidRequestException.invalid("Last-Event-ID", "'Last-Event-ID' must be the id of an event");
        }
        runs.records(id);
        return streams.attach(id, last == null ? "0" : last, context);
    }

    /** Ends a run, wherever it stands. */
    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public JsonNode cancel(@PathParam("id") String id) throws InterruptedException {
        runs.records(id);
        runs.cancel(id, resident::model);
        return summary(id);
    }

    /** Goes on with a run that was cancelled or whose process ended; follow its events to see how. */
    @POST
    @Path("/{id}/resume")
    @Consumes(MediaType.WILDCARD)
    public Response resume(@PathParam("id") String id) {
        runs.goOn(id, resident.model(), (agent, events) -> agent.resume(id, events));
        return accepted(id);
    }

    /** Answers whether a call may be made, and goes on. */
    @POST
    @Path("/{id}/approve")
    public Response approve(@PathParam("id") String id, @Nullable ApproveRequest request) {
        RunRecords records = runs.records(id);
        if (request == null || request.allow() == null) {
            throw InvalidRequestException.invalid("allow", "'allow' must be true or false");
        }
        String callId = request.callId() == null ? "" : request.callId();
        if (!records.waitsFor(callId)) {
            throw InvalidRequestException.conflict("run '" + id + "' does not wait for consent to '" + callId + "'");
        }
        Approval approval = new Approval(callId, request.allow(), request.comment() == null ? "" : request.comment());
        runs.goOn(id, resident.model(), (agent, events) -> agent.answer(id, approval, events));
        return accepted(id);
    }

    /** Begins a new run with the first steps of another, and goes on with it. */
    @POST
    @Path("/{id}/fork")
    public Response fork(@PathParam("id") String id, @Nullable ForkRequest request) {
        int step = request == null || request.step() == null ? 0 : request.step();
        LanguageModel model = resident.model();
        String fork = runs.fork(id, step, request == null ? null : request.observation());
        runs.goOn(fork, model, (agent, events) -> agent.resume(fork, events));
        return accepted(fork);
    }

    private Response accepted(String id) {
        return Response.accepted(summary(id))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
