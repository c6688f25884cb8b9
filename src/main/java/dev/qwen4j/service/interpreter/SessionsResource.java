package dev.qwen4j.service.interpreter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.interpreter.CellListener;
import dev.qwen4j.interpreter.Display;
import dev.qwen4j.interpreter.sessions.CellRecord;
import dev.qwen4j.interpreter.sessions.Notebook;
import dev.qwen4j.interpreter.sessions.Session;
import dev.qwen4j.service.http.ClientWatch;
import dev.qwen4j.service.http.EventStream;
import dev.qwen4j.service.http.OpenStreams;
import dev.qwen4j.service.openai.InvalidRequestException;
import dev.qwen4j.service.openai.OpenAiErrors;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Python sessions: make one, run cells in it, end it. Their files are {@link SessionFilesResource}'s. */
@Path("/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
    private final PythonSessions sessions;
    private final OpenAiErrors errors;
    private final OpenStreams open;
    private final ObjectMapper mapper;
    private final MeterRegistry registry;

    SessionsResource(
            PythonSessions sessions,
            OpenAiErrors errors,
            OpenStreams open,
            ObjectMapper mapper,
            MeterRegistry registry) {
        this.sessions = sessions;
        this.errors = errors;
        this.open = open;
        this.mapper = mapper;
        this.registry = registry;
    }

    /** A new session, from those that have started already where one is waiting. */
    @POST
    public Response create() {
        Session session = sessions.all().create();
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/v1/sessions/" + session.id())
                .entity(SessionInfo.of(session))
                .build();
    }

    @GET
    public Map<String, Object> list() {
        List<SessionInfo> all =
                sessions.all().list().stream().map(SessionInfo::of).toList();
        return Map.of("object", "list", "data", all);
    }

    @GET
    @Path("{id}")
    public SessionInfo show(@PathParam("id") String id) {
        return SessionInfo.of(session(id));
    }

    /** Ends the session and deletes its files. */
    @DELETE
    @Path("{id}")
    public Response delete(@PathParam("id") String id) {
        session(id);
        sessions.all().delete(id);
        return Response.noContent().build();
    }

    /** Ends the cell that runs, if one does; its own request says how it ended. */
    @POST
    @Path("{id}/interrupt")
    public Map<String, Boolean> interrupt(@PathParam("id") String id) {
        return Map.of("interrupted", session(id).interrupt());
    }

    @GET
    @Path("{id}/cells")
    public List<CellRecord> cells(@PathParam("id") String id) {
        return session(id).cells();
    }

    /**
     * Runs a cell: answers as JSON when it has ended, or with an event for each thing that it gives. A client that leaves
     * ends the cell.
     */
    @POST
    @Path("{id}/cells")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.WILDCARD)
    @SuppressWarnings("try") // The watch only needs to be closed.
    public @Nullable Response run(
            @PathParam("id") String id,
            @Nullable CellRequest request,
            @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            RoutingContext context)
            throws InterruptedException {
        Session session = session(id);
        if (request == null || request.code() == null) {
            throw InvalidRequestException.invalid("code", "'code' must be the text of a cell");
        }
        try (ClientWatch watch = new ClientWatch(context)) {
            if (!EventStream.isWanted(request.stream(), accept)) {
                return Response.ok(execute(session, request.code(), text -> {}), MediaType.APPLICATION_JSON_TYPE)
                        .build();
            }
            stream(session, request.code(), context);
            return null;
        }
    }

    private CellRecord execute(Session session, String code, CellListener listener) throws InterruptedException {
        long start = System.nanoTime();
        CellRecord cell = session.execute(code, listener);
        registry.timer("qwen4j.cell.seconds", "outcome", cell.status())
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return cell;
    }

    private void stream(Session session, String code, RoutingContext context) throws InterruptedException {
        try (EventStream events = open.open(context)) {
            try {
                CellRecord cell = execute(session, code, new Events(events));
                if (!cell.outputs().isEmpty()) {
                    CellRecord.Output last = cell.outputs().getLast();
                    if (last.type().equals("value") || last.type().equals("error")) {
                        events.sendPatiently(last.type(), text(last.text()));
                    }
                }
                ObjectNode done = mapper.valueToTree(cell);
                done.remove(List.of("code", "outputs"));
                events.sendPatiently("done", done.toString());
            } catch (RuntimeException e) {
                events.send("failed", errors.json(e));
            }
        }
    }

    private String text(String text) {
        return mapper.createObjectNode().put("text", text).toString();
    }

    /** The session as a notebook or a script. */
    @GET
    @Path("{id}/export")
    @Produces(MediaType.WILDCARD)
    public Response export(@PathParam("id") String id, @QueryParam("format") @DefaultValue("ipynb") String format) {
        List<CellRecord> cells = session(id).cells();
        Response.ResponseBuilder response = switch (format) {
            case "ipynb" -> Response.ok(Notebook.ipynb(cells), "application/x-ipynb+json; charset=utf-8");
            case "py" -> Response.ok(Notebook.script(cells), "text/x-python; charset=utf-8");
            default -> throw InvalidRequestException.invalid("format", "'format' must be 'ipynb' or 'py'");
        };
        return response.header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + id + "." + format + "\"")
                .build();
    }

    private Session session(String id) {
        return sessions.all()
                .find(id)
                .orElseThrow(() -> InvalidRequestException.missing("id", "there is no session '" + id + "'"));
    }

    /** What a cell gives, as events. */
    private final class Events implements CellListener {
        private final EventStream events;

        Events(EventStream events) {
            this.events = events;
        }

        @Override
        public void output(String part) {
            events.sendPatiently("stdout", text(part));
        }

        @Override
        public void error(String part) {
            events.sendPatiently("stderr", text(part));
        }

        @Override
        public void display(Display display) {
            try {
                events.sendPatiently(
                        "display",
                        mapper.writeValueAsString(Map.of("mime_type", display.mimeType(), "data", display.data())));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
