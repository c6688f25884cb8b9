package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.service.ResidentModel;
import dev.qwen4j.service.http.Admission;
import dev.qwen4j.service.http.ClientWatch;
import dev.qwen4j.service.http.EventStream;
import dev.qwen4j.service.http.OpenStreams;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** OpenAI's responses API: text and functions, streamed or not. Nothing is kept between requests. */
@Path("/v1/responses")
@Consumes(MediaType.APPLICATION_JSON)
public class ResponsesResource {
    private final ResidentModel resident;
    private final Admission admission;
    private final OpenAiErrors errors;
    private final OpenStreams open;

    ResponsesResource(ResidentModel resident, Admission admission, OpenAiErrors errors, OpenStreams open) {
        this.resident = resident;
        this.admission = admission;
        this.errors = errors;
        this.open = open;
    }

    /** Answers as JSON, or as a stream of events where the request says so; a client that leaves cancels the work. */
    @POST
    @SuppressWarnings("try") // The place and the watch only need to be closed.
    public @Nullable Response create(@Nullable ResponseRequest request, RoutingContext context)
            throws InterruptedException {
        if (request == null) {
            throw InvalidRequestException.invalid(null, "the body must be a JSON object but is null");
        }
        ResponseCall call = ResponseCall.of(request, resident.model());
        String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
        ResponseReply reply = new ResponseReply(id, Instant.now().getEpochSecond(), request, call.model());
        try (Admission.Place place = admission.enter();
                ClientWatch watch = new ClientWatch(context)) {
            if (call.stream()) {
                stream(call, reply, context);
                return null;
            }
            ScoredTokens tokens = new ScoredTokens(call.topLogprobs());
            ResponseItems items = new ResponseItems(tokens, (type, event) -> {});
            Answer answer = call.model().run(0, tokens, items);
            return Response.ok(reply.ended(items.finish(answer.isCut()), answer), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
    }

    private void stream(ResponseCall call, ResponseReply reply, RoutingContext context) throws InterruptedException {
        AtomicInteger sequence = new AtomicInteger();
        try (EventStream events = open.open(context)) {
            BiConsumer<String, ObjectNode> send = (type, properties) -> {
                ObjectNode event = JsonNodeFactory.instance
                        .objectNode()
                        .put("type", type)
                        .put("sequence_number", sequence.getAndIncrement());
                events.send(type, event.setAll(properties).toString());
            };
            send.accept("response.created", of(reply.begun()));
            send.accept("response.in_progress", of(reply.begun()));
            try {
                ScoredTokens tokens = new ScoredTokens(call.topLogprobs());
                ResponseItems items = new ResponseItems(tokens, send);
                Answer answer = call.model().run(0, tokens, items);
                ObjectNode response = reply.ended(items.finish(answer.isCut()), answer);
                send.accept("response." + response.path("status").asText(), of(response));
            } catch (RuntimeException e) {
                send.accept("error", errors.properties(e));
            }
        }
    }

    private static ObjectNode of(ObjectNode response) {
        return JsonNodeFactory.instance.objectNode().set("response", response);
    }
}
