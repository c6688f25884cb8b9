package dev.qwen4j.service.interpreter;

import dev.qwen4j.interpreter.sessions.QuotaException;
import dev.qwen4j.interpreter.sessions.SessionFiles;
import dev.qwen4j.service.openai.InvalidRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** The files of a session: list them, bring some, take some away. */
@Path("/v1/sessions/{id}/files")
@Produces(MediaType.APPLICATION_JSON)
public class SessionFilesResource {
    private final PythonSessions sessions;

    SessionFilesResource(PythonSessions sessions) {
        this.sessions = sessions;
    }

    @GET
    public List<FileInfo> list(@PathParam("id") String id) throws IOException {
        return files(id).list().stream().map(FileInfo::of).toList();
    }

    /** Sent as a download, whatever it is: what code wrote must not become a page of this service. */
    @GET
    @Path("{name:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response download(@PathParam("id") String id, @PathParam("name") String name) throws IOException {
        try {
            return Response.ok(files(id).read(name), MediaType.APPLICATION_OCTET_STREAM_TYPE)
                    .header(HttpHeaders.CONTENT_DISPOSITION, "attachment")
                    .build();
        } catch (NoSuchFileException e) {
            throw missing(name);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    /** The body becomes the file. */
    @PUT
    @Path("{name:.+}")
    @Consumes(MediaType.WILDCARD)
    public FileInfo upload(@PathParam("id") String id, @PathParam("name") String name, InputStream body)
            throws IOException {
        try {
            return FileInfo.of(files(id).write(name, body));
        } catch (QuotaException e) {
            throw InvalidRequestException.tooLarge("name", String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            throw missing(name);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    @DELETE
    @Path("{name:.+}")
    public Response delete(@PathParam("id") String id, @PathParam("name") String name) throws IOException {
        try {
            files(id).delete(name);
            return Response.noContent().build();
        } catch (NoSuchFileException e) {
            throw missing(name);
        } catch (IllegalArgumentException e) {
            throw InvalidRequestException.invalid("name", String.valueOf(e.getMessage()));
        }
    }

    private static InvalidRequestException missing(String name) {
        return InvalidRequestException.missing("name", "the session has no file '" + name + "'");
    }

    private SessionFiles files(String id) {
        return sessions.all()
                .find(id)
                .orElseThrow(() -> InvalidRequestException.missing("id", "there is no session '" + id + "'"))
                .files();
    }
}
