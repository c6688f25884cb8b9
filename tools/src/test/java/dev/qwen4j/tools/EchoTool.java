package dev.qwen4j.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** A tool of a few lines for tests: {@code work} is what it does. */
record EchoTool(ToolSpec spec, Function<ObjectNode, String> work) implements Tool {
    static EchoTool named(String name, String humanName, Function<ObjectNode, String> work) {
        ObjectNode parameters =
                Parameters.create().required("text", "string", "what to echo").schema();
        return new EchoTool(new ToolSpec(name, humanName, "Echoes.", parameters, Risk.READ), work);
    }

    static EchoTool named(String name) {
        return named(name, name + " human", arguments -> arguments.path("text").asText());
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        return ToolOutput.of(work.apply(arguments));
    }
}
