package dev.qwen4j.tools.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes the arguments of a call as OpenAPI's styles have them: into path, query, headers and body. */
final class OperationRequest {
    private final Operation operation;
    private final ObjectNode arguments;
    private final List<String> query = new ArrayList<>();

    OperationRequest(Operation operation, ObjectNode arguments) {
        this.operation = operation;
        this.arguments = arguments;
    }

    /** @param base without a slash at its end */
    HttpRequest build(URI base, OpenApiSource source) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        request.header("Accept", "application/json, text/*;q=0.9, */*;q=0.1");
        String path = operation.path();
        for (Operation.Parameter parameter : operation.parameters()) {
            JsonNode value = arguments.path(parameter.property());
            if (value.isMissingNode() || value.isNull()) {
                continue;
            }
            switch (parameter.in()) {
                case "path" -> path = path.replace("{" + parameter.name() + "}", encoded(joined(value)));
                case "header" -> request.header(parameter.name(), withoutBreaks(joined(value)));
                default -> addToQuery(parameter, value);
            }
        }
        source.query().forEach((name, value) -> query.add(encoded(name) + "=" + encoded(value)));
        source.headers().forEach(request::setHeader);
        BodyPublisher body = body(request);
        String all = query.isEmpty() ? "" : "?" + String.join("&", query);
        return request.uri(URI.create(base + path + all))
                .timeout(source.timeout())
                .method(operation.method(), body)
                .build();
    }

    private BodyPublisher body(HttpRequest.Builder request) {
        JsonNode body = arguments.path(Operation.BODY);
        String type = operation.body();
        if (type == null || body.isMissingNode()) {
            return BodyPublishers.noBody();
        }
        request.setHeader("Content-Type", type);
        if (type.contains("json")) {
            return BodyPublishers.ofString(body.toString());
        }
        return BodyPublishers.ofString(type.startsWith("text/") ? body.asText() : form(body));
    }

    private static String form(JsonNode body) {
        StringJoiner form = new StringJoiner("&");
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            for (JsonNode value : field.getValue().isArray() ? field.getValue() : List.of(field.getValue())) {
                form.add(encoded(field.getKey()) + "=" + encoded(text(value)));
            }
        }
        return form.toString();
    }

    private void addToQuery(Operation.Parameter parameter, JsonNode value) {
        if (value.isArray() && parameter.explode()) {
            value.forEach(element -> add(parameter.name(), text(element)));
        } else if (value.isObject() && parameter.style().equals("deepObject")) {
            value.properties().forEach(p -> add(parameter.name() + "[" + p.getKey() + "]", text(p.getValue())));
        } else if (value.isObject() && parameter.explode()) {
            value.properties().forEach(p -> add(p.getKey(), text(p.getValue())));
        } else {
            add(parameter.name(), joined(value));
        }
    }

    private void add(String name, String value) {
        query.add(encoded(name) + "=" + encoded(value));
    }

    private static String joined(JsonNode value) {
        StringJoiner joined = new StringJoiner(",");
        if (value.isArray()) {
            value.forEach(element -> joined.add(text(element)));
        } else if (value.isObject()) {
            value.properties().forEach(p -> joined.add(p.getKey()).add(text(p.getValue())));
        } else {
            joined.add(text(value));
        }
        return joined.toString();
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    /** Also of slashes and dots in a path, so that an argument stays one segment. */
    private static String encoded(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return encoded.matches("\\.{1,2}") ? encoded.replace(".", "%2E") : encoded;
    }

    private static String withoutBreaks(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
