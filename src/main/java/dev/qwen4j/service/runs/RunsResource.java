package dev.qwen4j.service.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.agent.Outcome;
import dev.qwen4j.agent.journal.EventJson;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.ResidentModel;
import dev.qwen4j.service.http.Admission;
import dev.qwen4j.service.http.ClientWatch;
import dev.qwen4j.service.http.EventStream;
import dev.qwen4j.service.openai.InvalidRequestException;
import dev.qwen4j.service.openai.OpenAiErrors;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question in, its answer and every step on the way out. */
@Path("/v1/runs")
@Consumes(MediaType.APPLICATION_JSON)
public class RunsResource {
    private final Runs runs;
    private final ResidentModel resident;
    private final Admission admission;
    private final OpenAiErrors errors;

    RunsResource(Runs runs, ResidentModel resident, Admission admission, OpenAiErrors errors) {
        this.runs = runs;
        this.resident = resident;
        this.admission = admission;
        this.errors = errors;
    }

    /**
     * Answers as JSON when the run has ended, or with an event for each thing that happens; a client that leaves
     * cancels the run.
     */
    @POST
    @SuppressWarnings("try") // The place and the watch only need to be closed.
    public @Nullable Response create(
            @Nullable RunRequest request,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            RoutingContext context) {
        if (request == null) {
            throw InvalidRequestException.invalid(null, "the body must be a JSON object but is null");
        }
        LanguageModel model = resident.model();
        Runs.Run run = runs.read(request);
        try (Admission.Place place = admission.enter();
                ClientWatch watch = new ClientWatch(context)) {
            if (wantsEvents(request, accept)) {
                stream(run, model, context);
                return null;
            }
            List<AgentEvent> events = new ArrayList<>();
            Outcome outcome = run.execute(model, events::add);
            return Response.ok(json(outcome, events), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
    }

    private static boolean wantsEvents(RunRequest request, @Nullable String accept) {
        if (request.stream() != null) {
            return request.stream();
        }
        return accept != null && accept.contains(MediaType.SERVER_SENT_EVENTS);
    }

    private void stream(Runs.Run run, LanguageModel model, RoutingContext context) {
        try (EventStream stream = new EventStream(context)) {
            try {
                run.execute(
                        model,
                        event -> stream.send(event.name(), EventJson.of(event).toString()));
            } catch (RuntimeException e) {
                stream.send("error", errors.json(e));
            }
        }
    }

    private static ObjectNode json(Outcome outcome, List<AgentEvent> events) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (events.getFirst() instanceof AgentEvent.Started started) {
            json.put("id", started.stamp().runId());
        }
        json.put("answer", outcome.answer())
                .put("outcome", outcome.name())
                .put("steps", outcome.steps())
                .set("usage", EventJson.usage(outcome.usage()));
        ArrayNode all = json.putArray("events");
        events.forEach(event -> all.add(EventJson.of(event)));
        return json;
    }
}
