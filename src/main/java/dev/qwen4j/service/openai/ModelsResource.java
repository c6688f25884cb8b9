package dev.qwen4j.service.openai;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.ResidentModel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The models of this server: the one it runs. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final ResidentModel resident;
    private final Instant started = Instant.now();

    ModelsResource(ResidentModel resident) {
        this.resident = resident;
    }

    /** @param created seconds since 1970 */
    record Model(String id, String object, long created, String owned_by) {}

    record Models(String object, List<Model> data) {}

    @GET
    public Models all() {
        return new Models("list", List.of(describe(resident.model())));
    }

    /** @param id may hold slashes, as in {@code Qwen/Qwen-7B-Chat} */
    @GET
    @Path("/{id: .+}")
    public Model one(@PathParam("id") String id) {
        LanguageModel model = resident.model();
        if (!id.equals(model.name())) {
            throw InvalidRequestException.unknownModel(id, model.name());
        }
        return describe(model);
    }

    private Model describe(LanguageModel model) {
        return new Model(model.name(), "model", started.getEpochSecond(), "qwen4j");
    }
}
