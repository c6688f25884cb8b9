package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Excerpt;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a document.
 *
 * @param id its {@code operationId}, or method and path where it has none
 * @param path with its parameters in braces
 * @param parameters what goes into path, query and headers
 * @param body the media type of the body, null if there is none
 */
record Operation(
        String id,
        String method,
        String path,
        ToolSpec spec,
        List<Parameter> parameters,
        @Nullable String body) {
    /** The property that holds the body. */
    static final String BODY = "body";

    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete");

    /** Headers that parameters of a document cannot be, as the specification has it. */
    private static final Set<String> NOT_PARAMETERS = Set.of("accept", "content-type", "authorization");

    private static final int MAX_DESCRIPTION_CHARS = 1000;
    private static final int MAX_NAME_CHARS = 64;

    /**
     * One parameter.
     *
     * @param property its name among the tool's arguments
     * @param in {@code path}, {@code query} or {@code header}
     * @param style how an object is written: {@code form} or {@code deepObject}
     * @param explode whether the elements of an array are written one by one
     */
    record Parameter(String property, String name, String in, String style, boolean explode) {}

    /** The operations of a document, in its order. Those whose body has no form that can be written are left out. */
    static List<Operation> of(OpenApiDocument document) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.root().path("paths").properties()) {
            JsonNode item = document.resolved(path.getValue());
            for (Map.Entry<String, JsonNode> method : item.properties()) {
                if (METHODS.contains(method.getKey())) {
                    Reader reader = new Reader(document, path.getKey(), method.getKey(), method.getValue());
                    Operation operation = reader.read(item.path("parameters"));
                    if (operation != null) {
                        operations.add(operation);
                    }
                }
            }
        }
        return operations;
    }

    /** Reads one operation. */
    private static final class Reader {
        private final OpenApiDocument document;
        private final String path;
        private final String method;
        private final JsonNode operation;
        private final SchemaReferences references;
        private final ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        private final ObjectNode properties = schema.putObject("properties");
        private final List<String> required = new ArrayList<>();

        Reader(OpenApiDocument document, String path, String method, JsonNode operation) {
            this.document = document;
            this.path = path;
            this.method = method;
            this.operation = operation;
            references = new SchemaReferences(document);
        }

        @Nullable
        Operation read(JsonNode shared) {
            List<Parameter> parameters = parameters(shared);
            JsonNode requestBody = document.resolved(operation.path("requestBody"));
            String body = body(requestBody);
            if (body == null && requestBody.path("required").asBoolean()) {
                return null;
            }
            required.forEach(schema.withArray("/required")::add);
            references.addTo(schema);
            String id = operation.path("operationId").asText(method.toUpperCase(Locale.ROOT) + " " + path);
            ToolSpec spec = new ToolSpec(name(id), id, description(), schema, risk());
            return new Operation(id, method.toUpperCase(Locale.ROOT), path, spec, parameters, body);
        }

        private static String name(String id) {
            String name = id.replaceAll("[^\\p{L}\\p{N}_-]+", "_").replaceAll("^_+|_+$", "");
            return name.isEmpty() ? "operation" : name.substring(0, Math.min(name.length(), MAX_NAME_CHARS));
        }

        private String description() {
            String summary = operation.path("summary").asText("").strip();
            String more = operation.path("description").asText("").strip();
            String both = summary.isEmpty() || more.startsWith(summary) ? more : (summary + "\n" + more).strip();
            String said = both.isEmpty() ? method.toUpperCase(Locale.ROOT) + " " + path : both;
            return Excerpt.of(said, MAX_DESCRIPTION_CHARS);
        }

        /** What is read comes from outside; anything else changes something there. */
        private Risk risk() {
            return method.equals("get") || method.equals("head") ? Risk.NETWORK : Risk.WRITE;
        }

        /** Those of the path first, each replaced by the operation's own of the same name and place. */
        private List<Parameter> parameters(JsonNode shared) {
            Map<String, JsonNode> byPlace = new LinkedHashMap<>();
            for (JsonNode list : List.of(shared, operation.path("parameters"))) {
                for (JsonNode written : list) {
                    JsonNode parameter = document.resolved(written);
                    byPlace.put(
                            parameter.path("in").asText() + " "
                                    + parameter.path("name").asText(),
                            parameter);
                }
            }
            List<Parameter> parameters = new ArrayList<>();
            for (JsonNode parameter : byPlace.values()) {
                String name = parameter.path("name").asText();
                String in = parameter.path("in").asText();
                boolean header = in.equals("header") && !NOT_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
                if (in.equals("path") || in.equals("query") || header) {
                    parameters.add(parameter(parameter, name, in));
                }
            }
            return parameters;
        }

        private Parameter parameter(JsonNode parameter, String name, String in) {
            String property = properties.has(name) || name.equals(BODY) ? name + "_" + in : name;
            JsonNode schemaOfIt = references.copy(parameter.path("schema"));
            ObjectNode described = schemaOfIt instanceof ObjectNode object ? object : properties.objectNode();
            if (!described.has("description") && parameter.path("description").isTextual()) {
                described.put("description", parameter.path("description").asText());
            }
            properties.set(property, described);
            if (parameter.path("required").asBoolean() || in.equals("path")) {
                required.add(property);
            }
            boolean form = in.equals("query");
            String style = parameter.path("style").asText(form ? "form" : "simple");
            return new Parameter(
                    property, name, in, style, parameter.path("explode").asBoolean(form));
        }

        /** The media type of the body, among those that can be written. */
        private @Nullable String body(JsonNode requestBody) {
            for (Map.Entry<String, JsonNode> content :
                    requestBody.path("content").properties()) {
                String type = content.getKey().replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
                if (type.endsWith("json")
                        || type.equals("application/x-www-form-urlencoded")
                        || type.startsWith("text/")) {
                    JsonNode written = references.copy(content.getValue().path("schema"));
                    properties.set(BODY, written.isObject() ? written : properties.objectNode());
                    if (requestBody.path("required").asBoolean()) {
                        required.add(BODY);
                    }
                    return content.getKey();
                }
            }
            return null;
        }
    }
}
