package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool of one function.
 *
 * <pre>{@code
 * Tool weather = FunctionTool.builder("weather")
 *         .description("The weather of a city now.")
 *         .parameters(Parameters.create().required("city", "string", "name of the city"))
 *         .risk(Risk.NETWORK)
 *         .calls(arguments -> ToolOutput.of(forecast.of(arguments.path("city").asText())));
 * }</pre>
 */
public final class FunctionTool implements Tool {
    private final ToolSpec spec;
    private final Function function;

    private FunctionTool(ToolSpec spec, Function function) {
        this.spec = spec;
        this.function = function;
    }

    /** What the tool does. Called by several runs at once. */
    @FunctionalInterface
    public interface Function {
        /**
         * @param arguments valid for the parameters
         * @throws ToolException if the call cannot be carried out; the model is shown its message
         * @throws InterruptedException if the run was cancelled
         */
        ToolOutput call(ObjectNode arguments) throws InterruptedException;
    }

    /** A tool without parameters and with {@link Risk#WRITE}, until told otherwise. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    @Override
    public ToolSpec spec() {
        return spec;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        return function.call(arguments);
    }

    /** Collects what the model is told of a tool. */
    public static final class Builder {
        private final String name;
        private String humanName;
        private String description = "";
        private ObjectNode parameters = Parameters.create().schema();
        private Risk risk = Risk.WRITE;

        private Builder(String name) {
            this.name = name;
            this.humanName = name;
        }

        /** What people call the tool; the name if not given. */
        public Builder humanName(String value) {
            humanName = value;
            return this;
        }

        /** When to use it and what comes back, in one or two sentences. */
        public Builder description(String value) {
            description = value;
            return this;
        }

        public Builder parameters(Parameters value) {
            return parameters(value.schema());
        }

        /** @param value a JSON Schema of type object */
        public Builder parameters(ObjectNode value) {
            parameters = value.deepCopy();
            return this;
        }

        /** The worst the function can do. */
        public Builder risk(Risk value) {
            risk = value;
            return this;
        }

        /**
         * The tool that calls {@code function}.
         *
         * @throws IllegalArgumentException if the name or the parameters cannot be a tool's
         */
        public Tool calls(Function function) {
            return new FunctionTool(new ToolSpec(name, humanName, description, parameters, risk), function);
        }
    }
}
