package dev.qwen4j.service.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.react.ReActProfile;
import dev.qwen4j.model.chat.FunctionChoice;
import dev.qwen4j.model.chat.FunctionSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a request offers.
 *
 * @param old whether they came as {@code functions}, which OpenAI has replaced by {@code tools}: then one call in a reply,
 *     and the message rules of Qwen's own server
 */
record Functions(List<FunctionSpec> specs, FunctionChoice choice, boolean old) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]{1,64}");

    /** Checks what is the same wherever functions come from. */
    Functions {
        Set<String> names = new HashSet<>();
        String param = old ? "functions" : "tools";
        for (FunctionSpec spec : specs) {
            Sampling.require(names.add(spec.name()), param, "functions of different names", "twice " + spec.name());
        }
        String choiceParam = old ? "function_call" : "tool_choice";
        switch (choice.which()) {
            case FunctionChoice.Which.Named named ->
                Sampling.require(
                        names.contains(named.function()), choiceParam, "one of " + names, "'" + named.function() + "'");
            case FunctionChoice.Which.Required required ->
                Sampling.require(!specs.isEmpty(), choiceParam, "used together with '" + param + "'", "'required'");
            case FunctionChoice.Which.Auto auto -> {}
            case FunctionChoice.Which.None none -> {}
        }
    }

    /** The wording in which a model without a format of its own is told of them. */
    ReActProfile profile() {
        return old ? ReActProfile.OPENAI_API : ReActProfile.DEFAULT;
    }

    /** As in a chat request: {@code tools} with {@code tool_choice}, or {@code functions} with {@code function_call}. */
    static Functions of(ChatRequest request) {
        if (Unsupported.isGiven(request.functions())) {
            Unsupported.refuse(request.tools(), "tools", "give either 'tools' or 'functions'");
            List<FunctionSpec> specs = read(request.functions(), "functions", Functions::old);
            return new Functions(specs, oldChoice(request.functionCall()).withParallel(false), true);
        }
        Unsupported.refuse(request.functionCall(), "function_call", "it belongs to 'functions'");
        boolean parallel = !Boolean.FALSE.equals(request.parallelToolCalls());
        List<FunctionSpec> specs = read(request.tools(), "tools", Functions::tool);
        return new Functions(
                specs, choice(request.toolChoice(), "/function/name").withParallel(parallel), false);
    }

    /** As in a request of the responses API, where a tool is the function itself. */
    static Functions of(@Nullable JsonNode tools, @Nullable JsonNode toolChoice, @Nullable Boolean parallel) {
        List<FunctionSpec> specs = read(tools, "tools", (tool, param) -> {
            requireFunction(tool, param);
            return spec(tool, param);
        });
        return new Functions(specs, choice(toolChoice, "/name").withParallel(!Boolean.FALSE.equals(parallel)), false);
    }

    private interface Reader {
        FunctionSpec read(JsonNode element, String param);
    }

    private static List<FunctionSpec> read(@Nullable JsonNode list, String param, Reader reader) {
        List<FunctionSpec> specs = new ArrayList<>();
        if (list == null || list.isNull()) {
            return specs;
        }
        Sampling.require(list.isArray(), param, "a list", kind(list));
        for (int i = 0; i < list.size(); i++) {
            specs.add(reader.read(list.get(i), param + "[" + i + "]"));
        }
        return specs;
    }

    private static FunctionSpec tool(JsonNode tool, String param) {
        requireFunction(tool, param);
        return spec(tool.path("function"), param + ".function");
    }

    private static void requireFunction(JsonNode tool, String param) {
        Sampling.require(tool.isObject(), param, "an object", kind(tool));
        String type = tool.path("type").asText();
        Unsupported.refuse(!type.equals("function"), param + ".type", "the only type is 'function'");
    }

    private static FunctionSpec spec(JsonNode function, String param) {
        return new FunctionSpec(
                name(function, "name", param),
                function.path("description").asText(""),
                parameters(function.get("parameters"), param + ".parameters"));
    }

    /** With the names that Qwen's own programs have besides OpenAI's. */
    private static FunctionSpec old(JsonNode function, String param) {
        JsonNode description = function.path("description_for_model");
        String name = name(function, function.has("name_for_model") ? "name_for_model" : "name", param);
        Sampling.require(function.has("parameters"), param, "an object with 'parameters'", function);
        return new FunctionSpec(
                name,
                function.path("name_for_human").asText(name),
                (description.isMissingNode() ? function.path("description") : description).asText(""),
                parameters(function.get("parameters"), param + ".parameters"));
    }

    private static String name(JsonNode function, String key, String param) {
        String name = function.path(key).asText("");
        if (!NAME.matcher(name).matches()) {
            throw InvalidRequestException.invalid(
                    param + "." + key,
                    "'" + param + "." + key + "' must be 1 to 64 letters, digits, _ or - but is '" + name + "'");
        }
        return name;
    }

    /** A JSON Schema, or a list as in Qwen's own programs: {@code {"name", "description", "required", "schema"}}. */
    private static ObjectNode parameters(@Nullable JsonNode parameters, String param) {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        if (parameters == null || parameters.isNull()) {
            return none;
        }
        if (parameters.isArray()) {
            return ofList(parameters, param);
        }
        if (!(parameters instanceof ObjectNode schema)) {
            throw InvalidRequestException.invalid(param, "'" + param + "' must be a JSON Schema of type object");
        }
        if (schema.isEmpty() || "object".equals(schema.path("type").asText())) {
            return schema;
        }
        Sampling.require(!schema.has("type"), param, "a JSON Schema of type object", "of type " + schema.get("type"));
        return none.put("type", "object").setAll(schema);
    }

    private static ObjectNode ofList(JsonNode list, String param) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        List<String> required = new ArrayList<>();
        for (JsonNode each : list) {
            String name = each.path("name").asText("");
            Sampling.require(!name.isEmpty(), param, "a list of objects with 'name'", each);
            ObjectNode property = each.path("schema") instanceof ObjectNode given
                    ? given.deepCopy()
                    : JsonNodeFactory.instance.objectNode();
            properties.set(
                    name, property.put("description", each.path("description").asText("")));
            if (each.path("required").asBoolean()) {
                required.add(name);
            }
        }
        required.forEach(schema.putArray("required")::add);
        return schema;
    }

    private static FunctionChoice oldChoice(@Nullable JsonNode choice) {
        if (choice == null || choice.isNull()) {
            return FunctionChoice.AUTO;
        }
        if (choice.isObject() && choice.path("name").isTextual()) {
            return FunctionChoice.named(choice.path("name").asText());
        }
        return switch (choice.asText()) {
            case "auto" -> FunctionChoice.AUTO;
            case "none" -> FunctionChoice.NONE;
            default ->
                throw InvalidRequestException.invalid(
                        "function_call", "'function_call' must be 'auto', 'none' or an object with 'name'");
        };
    }

    /** @param name where in the object the name of a function stands */
    private static FunctionChoice choice(@Nullable JsonNode choice, String name) {
        if (choice == null || choice.isNull()) {
            return FunctionChoice.AUTO;
        }
        if (choice.isObject()) {
            String type = choice.path("type").asText();
            Unsupported.refuse(
                    !type.equals("function"),
                    "tool_choice",
                    "of objects only the type 'function' is, not '" + type + "'");
            return FunctionChoice.named(choice.at(name).asText());
        }
        return switch (choice.asText()) {
            case "auto" -> FunctionChoice.AUTO;
            case "none" -> FunctionChoice.NONE;
            case "required" -> FunctionChoice.REQUIRED;
            default ->
                throw InvalidRequestException.invalid(
                        "tool_choice", "'tool_choice' must be 'auto', 'none', 'required' or name a function");
        };
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
