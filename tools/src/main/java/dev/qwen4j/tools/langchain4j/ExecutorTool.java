package dev.qwen4j.tools.langchain4j;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;

/**
 * A tool that LangChain4j's executor runs: a method with {@code @Tool}, or what a provider gives. As safe for several runs
 * at once as the executor is.
 *
 * @param immediate whether what it returns is the answer
 */
record ExecutorTool(ToolSpec spec, ToolExecutor executor, boolean immediate) implements Tool {
    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .name(spec.name())
                .arguments(arguments.toString())
                .build();
        try {
            ToolOutput output = ContentReader.read(executor.executeWithContext(
                    request, InvocationContext.builder().build()));
            return immediate ? output.asAnswer() : output;
        } catch (ToolArgumentsException | ToolExecutionException e) {
            throw failure(e);
        }
    }

    private ToolException failure(RuntimeException wrapped) throws InterruptedException {
        Throwable cause = wrapped.getCause() == null ? wrapped : wrapped.getCause();
        if (cause instanceof InterruptedException cancelled) {
            throw cancelled;
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new ToolException(spec.name() + " failed: " + message, cause);
    }
}
