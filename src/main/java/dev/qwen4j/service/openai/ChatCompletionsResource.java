package dev.qwen4j.service.openai;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.chat.ReplyReader;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Chat with the model itself; the functions it asks for are the client's to call. */
@Path("/v1/chat/completions")
@Consumes(MediaType.APPLICATION_JSON)
public class ChatCompletionsResource {
    private final ResidentModel resident;
    private final Admission admission;
    private final OpenAiErrors errors;
    private final OpenStreams open;

    ChatCompletionsResource(ResidentModel resident, Admission admission, OpenAiErrors errors, OpenStreams open) {
        this.resident = resident;
        this.admission = admission;
        this.errors = errors;
        this.open = open;
    }

    /** Answers as JSON, or as a stream of events where the request says so; a client that leaves cancels the work. */
    @POST
    @SuppressWarnings("try") // The place and the watch only need to be closed.
    public @Nullable Response create(@Nullable ChatRequest request, RoutingContext context)
            throws InterruptedException {
        if (request == null) {
            throw InvalidRequestException.invalid(null, "the body must be a JSON object but is null");
        }
        LanguageModel model = resident.model();
        ChatCall call = ChatCall.of(request, model);
        ChatReply reply = new ChatReply(
                "chatcmpl-" + UUID.randomUUID(),
                Instant.now().getEpochSecond(),
                model.name(),
                call.oldFunctions(),
                call.includeUsage());
        try (Admission.Place place = admission.enter();
                ClientWatch watch = new ClientWatch(context)) {
            if (call.stream()) {
                stream(call, reply, context);
                return null;
            }
            List<Answer> answers = new ArrayList<>();
            for (int choice = 0; choice < call.choices(); choice++) {
                answers.add(call.model().run(choice, new ScoredTokens(call.topLogprobs()), ReplyReader.Listener.NONE));
            }
            return Response.ok(reply.whole(answers), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
    }

    private void stream(ChatCall call, ChatReply reply, RoutingContext context) throws InterruptedException {
        try (EventStream events = open.open(context)) {
            try {
                List<Answer> answers = new ArrayList<>();
                for (int choice = 0; choice < call.choices(); choice++) {
                    events.send(reply.opening(choice).toString());
                    ScoredTokens tokens = new ScoredTokens(call.topLogprobs());
                    ChatStream stream = new ChatStream(events, reply, choice, tokens);
                    Answer answer = call.model().run(choice, tokens, stream);
                    stream.finish(answer);
                    answers.add(answer);
                }
                if (call.includeUsage()) {
                    events.send(reply.usage(ChatReply.total(answers)).toString());
                }
                events.send("[DONE]");
            } catch (RuntimeException e) {
                events.send(errors.json(e));
            }
        }
    }
}
