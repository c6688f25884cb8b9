package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qwen4j.tools.Retrying;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes tools of the operations of OpenAPI documents. */
public final class OpenApiTools {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private OpenApiTools() {}

    /**
     * One tool for each operation that the source allows, named after its {@code operationId}. What only reads has the
     * risk {@code NETWORK}, everything else {@code WRITE}.
     *
     * @throws IllegalArgumentException if a document is not OpenAPI 3, says nowhere where its operations are, or has none
     *     that is allowed; the message names it
     */
    public static List<Tool> of(OpenApiSource source) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(source.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        List<Tool> tools = new ArrayList<>();
        for (OpenApiDocument document : OpenApiDocument.read(source.document(), source.timeout())) {
            URI base = base(source, document);
            for (Operation operation : Operation.of(document)) {
                if (source.allows(operation.id(), operation.method(), operation.path())) {
                    Tool tool = new OpenApiTool(operation, base, source, client);
                    boolean reading = tool.spec().risk() == Risk.NETWORK;
                    tools.add(reading ? Retrying.repeatable(tool, source.retries(), PAUSE) : tool);
                }
            }
        }
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("no operation of " + source.document() + " is allowed for '"
                    + source.name() + "': name some in 'allow'");
        }
        return List.copyOf(tools);
    }

    private static URI base(OpenApiSource source, OpenApiDocument document) {
        String written =
                source.baseUrl() == null ? server(document) : source.baseUrl().toString();
        URI base = OpenApiDocument.isAddress(document.place())
                ? URI.create(document.place()).resolve(written)
                : URI.create(written);
        if (!OpenApiDocument.isAddress(base.toString())) {
            throw new IllegalArgumentException(document.place()
                    + " does not say where its operations are: set 'baseUrl' for '" + source.name() + "'");
        }
        return URI.create(base.toString().replaceFirst("/+$", ""));
    }

    private static String server(OpenApiDocument document) {
        JsonNode server = document.root().path("servers").path(0);
        String url = server.path("url").asText("");
        for (Map.Entry<String, JsonNode> variable : server.path("variables").properties()) {
            url = url.replace(
                    "{" + variable.getKey() + "}",
                    variable.getValue().path("default").asText());
        }
        return url;
    }
}
