package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools of one agent, in the order in which the model is told of them. Immutable. */
public final class ToolRegistry {
    /** Longest observation that {@link #call} gives, in characters, unless the constructor is told otherwise. */
    public static final int MAX_OBSERVATION_CHARS = 16_000;

    private static final Pattern NAMED_ERROR = Pattern.compile("\\w+(?:Error|Exception|Interrupt): ");

    private static final Logger LOG = LoggerFactory.getLogger(ToolRegistry.class);
    private static final int SHOWN_NAME_CHARS = 100;

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Map<String, JsonSchema> schemas = new LinkedHashMap<>();
    private final ToolNames names;
    private final int maxObservationChars;

    /**
     * With observations of at most {@value #MAX_OBSERVATION_CHARS} characters.
     *
     * @throws IllegalArgumentException if two tools have the same name or a tool's parameters cannot be checked
     */
    public ToolRegistry(List<Tool> tools) {
        this(tools, MAX_OBSERVATION_CHARS);
    }

    /**
     * With observations of a length that the model's context has room for.
     *
     * @param maxObservationChars longer observations are cut to this length, and end with a note of how much is missing
     * @throws IllegalArgumentException if two tools have the same name or a tool's parameters cannot be checked
     */
    public ToolRegistry(List<Tool> tools, int maxObservationChars) {
        if (maxObservationChars < 1) {
            throw new IllegalArgumentException("maxObservationChars must be positive but is " + maxObservationChars);
        }
        for (Tool tool : tools) {
            String name = tool.spec().name();
            if (this.tools.putIfAbsent(name, tool) != null) {
                throw new IllegalArgumentException("two tools are called '" + name + "'");
            }
            schemas.put(name, new JsonSchema(tool.spec().parameters()));
        }
        this.names = new ToolNames(specs());
        this.maxObservationChars = maxObservationChars;
    }

    /** The tools, in order. */
    public List<Tool> tools() {
        return List.copyOf(tools.values());
    }

    /** What the model is told of. */
    public List<ToolSpec> specs() {
        return tools.values().stream().map(Tool::spec).toList();
    }

    /** What the model may write after {@code Action:}. */
    public List<String> names() {
        return List.copyOf(tools.keySet());
    }

    /** The tool a model means by {@code name}, as {@link ToolNames#find} has it. */
    public Optional<Tool> find(String name) {
        return names.find(name).map(this::tool);
    }

    private Tool tool(ToolNames.Match match) {
        Tool tool = tools.get(match.tool().name());
        if (tool == null) {
            throw new IllegalStateException("no tool is called '" + match.tool().name() + "'");
        }
        return tool;
    }

    /** Reads what the model wrote after {@code Action:} and {@code Action Input:}. Never throws. */
    public ToolCall read(String name, String input) {
        return read(name, input, Ending.STOPPED);
    }

    /** The same for an input that may have been cut off. */
    public ToolCall read(String name, String input, Ending ending) {
        Optional<ToolNames.Match> found = names.find(name);
        if (found.isEmpty()) {
            return new ToolCall.Refused(name, unknown(name));
        }
        Tool tool = tool(found.get());
        ToolSpec spec = tool.spec();
        return switch (JsonArguments.read(input, spec.parameters(), ending)) {
            case JsonArguments.Complaint complaint -> new ToolCall.Refused(spec.name(), complaint.text());
            case JsonArguments.Read read -> {
                Set<Repair> repairs = EnumSet.noneOf(Repair.class);
                repairs.addAll(found.get().repairs());
                repairs.addAll(read.repairs());
                yield check(tool, read.arguments(), repairs);
            }
        };
    }

    private ToolCall check(Tool tool, ObjectNode arguments, Set<Repair> repairs) {
        String name = tool.spec().name();
        JsonSchema schema = schemas.get(name);
        if (schema == null) {
            throw new IllegalStateException("the name of a tool changed to '" + name + "'");
        }
        return switch (schema.check(arguments)) {
            case JsonSchema.Valid valid -> {
                repairs.addAll(valid.repairs());
                yield new ToolCall.Ready(tool, valid.arguments(), repairs);
            }
            case JsonSchema.Invalid invalid -> new ToolCall.Refused(name, invalid.complaint());
        };
    }

    private String unknown(String name) {
        String shown = Excerpt.of(name.strip(), SHOWN_NAME_CHARS);
        return tools.isEmpty()
                ? "unknown tool '" + shown + "': there are no tools, answer without one"
                : "unknown tool '" + shown + "': use one of " + String.join(", ", tools.keySet());
    }

    /**
     * Makes the call, or says why it was refused. The only place that turns a tool's failure into text for the model;
     * such text begins with {@code Error: }, or with the kind of error where the tool names one, such as
     * {@code ValueError: }.
     */
    public ToolResult call(ToolCall call) throws InterruptedException {
        return switch (call) {
            case ToolCall.Refused refused -> failed(refused.reason());
            case ToolCall.Ready ready -> call(ready);
        };
    }

    private ToolResult call(ToolCall.Ready call) throws InterruptedException {
        try {
            ToolOutput output = call.tool().call(call.arguments());
            return new ToolResult.Ok(output.withText(capped(output.text())));
        } catch (ToolException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String name = call.tool().spec().name();
            LOG.error("Tool {} failed unexpectedly", name, e);
            return failed(name + " failed unexpectedly (" + e.getClass().getSimpleName()
                    + "): try other arguments or another tool");
        }
    }

    private ToolResult failed(String reason) {
        return new ToolResult.Failed(capped(NAMED_ERROR.matcher(reason).lookingAt() ? reason : "Error: " + reason));
    }

    private String capped(String text) {
        if (text.length() <= maxObservationChars) {
            return text;
        }
        String kept = Excerpt.cut(text, maxObservationChars);
        return kept + String.format(Locale.ROOT, "\n[%,d more characters were cut]", text.length() - kept.length());
    }
}
