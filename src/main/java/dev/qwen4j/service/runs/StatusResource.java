package dev.qwen4j.service.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.qwen4j.service.ResidentModel;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page shows before the first question. Always answers 200, also while the model loads. */
@Path("/v1/status")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    private final ResidentModel resident;
    private final Runs runs;

    StatusResource(ResidentModel resident, Runs runs) {
        this.resident = resident;
        this.runs = runs;
    }

    /**
     * @param state {@code loading}, {@code ready} or {@code failed}
     * @param model the model's name, once it is ready
     * @param contextLength tokens of a prompt and what is written after it, once it is ready
     * @param message why there is no model, if loading failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            String state,
            @Nullable String model,
            @Nullable @JsonProperty("context_length") Integer contextLength,
            @Nullable String message,
            List<String> tools) {}

    @GET
    public Status status() {
        ResidentModel.State state = resident.state();
        return switch (state) {
            case ResidentModel.State.Loading loading -> new Status(state.name(), null, null, null, runs.tools());
            case ResidentModel.State.Ready ready ->
                new Status(state.name(), ready.model().name(), ready.model().contextLength(), null, runs.tools());
            case ResidentModel.State.Failed failed ->
                new Status(state.name(), null, null, failed.message(), runs.tools());
        };
    }
}
