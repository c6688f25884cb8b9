package dev.qwen4j.service.openai;

import dev.qwen4j.model.Completion;
import dev.qwen4j.model.GenerationConfig;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.Prompt;
import dev.qwen4j.model.Usage;
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

/** Continues text as it stands, without a chat's turns around it. */
@Path("/v1/completions")
@Consumes(MediaType.APPLICATION_JSON)
public class CompletionsResource {
    private final ResidentModel resident;
    private final Admission admission;
    private final OpenAiErrors errors;
    private final OpenStreams open;

    CompletionsResource(ResidentModel resident, Admission admission, OpenAiErrors errors, OpenStreams open) {
        this.resident = resident;
        this.admission = admission;
        this.errors = errors;
        this.open = open;
    }

    /** Is told of a completion's text as it comes; {@code null} once it has ended. */
    private interface Listener {
        void text(int choice, String text, ScoredTokens tokens, @Nullable Completion end);
    }

    /** Answers as JSON, or as a stream of events where the request says so; a client that leaves cancels the work. */
    @POST
    @SuppressWarnings("try") // The place and the watch only need to be closed.
    public @Nullable Response create(@Nullable TextRequest request, RoutingContext context)
            throws InterruptedException {
        if (request == null) {
            throw InvalidRequestException.invalid(null, "the body must be a JSON object but is null");
        }
        LanguageModel model = resident.model();
        TextCall call = TextCall.of(request, model);
        TextReply reply = new TextReply(
                "cmpl-" + UUID.randomUUID(), Instant.now().getEpochSecond(), model.name(), call.includeUsage());
        try (Admission.Place place = admission.enter();
                ClientWatch watch = new ClientWatch(context)) {
            if (call.stream()) {
                stream(model, call, reply, context);
                return null;
            }
            List<StringBuilder> texts = new ArrayList<>();
            List<ScoredTokens> scored = new ArrayList<>();
            List<Completion> completions = run(model, call, (choice, text, tokens, end) -> {
                if (choice == texts.size()) {
                    texts.add(new StringBuilder());
                    scored.add(tokens);
                }
                texts.get(choice).append(text);
            });
            List<String> whole = texts.stream().map(StringBuilder::toString).toList();
            return Response.ok(
                            reply.whole(whole, completions, scored, total(completions, call.choices())),
                            MediaType.APPLICATION_JSON_TYPE)
                    .build();
        }
    }

    private void stream(LanguageModel model, TextCall call, TextReply reply, RoutingContext context)
            throws InterruptedException {
        try (EventStream events = open.open(context)) {
            try {
                List<Completion> completions = run(
                        model,
                        call,
                        (choice, text, tokens, end) ->
                                events.send(reply.chunk(choice, text, tokens, end == null ? null : end.finishReason())
                                        .toString()));
                if (call.includeUsage()) {
                    events.send(reply.usage(total(completions, call.choices())).toString());
                }
                events.send("[DONE]");
            } catch (RuntimeException e) {
                events.send(errors.json(e));
            }
        }
    }

    private static List<Completion> run(LanguageModel model, TextCall call, Listener listener)
            throws InterruptedException {
        List<Completion> completions = new ArrayList<>();
        for (String prompt : call.prompts()) {
            for (int i = 0; i < call.choices(); i++) {
                int choice = completions.size();
                ScoredTokens tokens = new ScoredTokens(call.logprobs());
                if (call.echo()) {
                    listener.text(choice, prompt, tokens, null);
                }
                GenerationConfig config =
                        call.config().withSeed(call.config().seed() + i).withLogprobs(tokens.wanted());
                Completion completion =
                        model.complete(Prompt.of(prompt), config, text -> listener.text(choice, text, tokens, null));
                listener.text(choice, "", tokens, completion);
                completions.add(completion);
            }
        }
        return completions;
    }

    /** A prompt counts once, however often it is continued. */
    private static Usage total(List<Completion> completions, int choices) {
        Usage total = Usage.NONE;
        for (int i = 0; i < completions.size(); i++) {
            Usage usage = completions.get(i).usage();
            boolean first = i % choices == 0;
            total = total.plus(first ? usage : usage.withoutPrompt());
        }
        return total;
    }
}
