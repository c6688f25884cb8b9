package dev.qwen4j.service.runs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/runs}, as it came.
 *
 * @param tools names of the tools to offer, in this order; null for all that the service offers, empty for none
 * @param stream whether to answer with events; null leaves that to the {@code Accept} header
 * @param history what was asked and answered before, oldest first
 * @param previous the id of a run whose conversation this question goes on with, in place of a history
 * @param session the id of a Python session (see {@code /v1/sessions}) to work in, with its files and variables; null for
 *     a fresh one, which ends with the run
 * @param detached whether the run goes on when the client leaves
 * @param approval {@code ask} to wait for consent to calls that need it; {@code deny}, the default of runs that are not
 *     detached, to do without
 * @param sampling what differs from the model's defaults; null for nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRequest(
        @Nullable String question,
        @Nullable List<@Nullable String> tools,
        @Nullable Boolean stream,
        @Nullable List<@Nullable Turn> history,
        @Nullable String previous,
        @Nullable String session,
        @Nullable Boolean detached,
        @Nullable String approval,
        @Nullable RunSampling sampling) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Turn(@Nullable String question, @Nullable String answer) {}
}
