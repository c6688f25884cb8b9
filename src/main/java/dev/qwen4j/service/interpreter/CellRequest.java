package dev.qwen4j.service.interpreter;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/sessions/ID/cells}, as it came.
 *
 * @param stream whether to answer with events; null leaves that to the {@code Accept} header
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CellRequest(@Nullable String code, @Nullable Boolean stream) {}
