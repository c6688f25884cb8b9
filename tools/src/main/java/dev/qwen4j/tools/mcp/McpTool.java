package dev.qwen4j.tools.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import dev.qwen4j.tools.langchain4j.LangChain4jTools;

/**
 * One tool of a server. Whatever the server does wrong is told to the model: it may go away and come back while a run
 * goes on.
 *
 * @param remoteName what the server calls it
 */
record McpTool(ToolSpec spec, String remoteName, McpClient client) implements Tool {
    /** What the client gives in place of a result; it does not throw then. */
    static final String TIMED_OUT = "the server took too long: try again later or do without";

    @Override
    public ToolOutput call(ObjectNode arguments) throws InterruptedException {
        ToolExecutionResult result = execute(arguments);
        ToolOutput output = LangChain4jTools.output(result);
        if (output.text().equals(TIMED_OUT)) {
            throw ToolException.temporary(TIMED_OUT, null);
        }
        if (result.isError()) {
            throw new ToolException(output.text());
        }
        return output;
    }

    private ToolExecutionResult execute(ObjectNode arguments) throws InterruptedException {
        try {
            return client.executeTool(ToolExecutionRequest.builder()
                    .name(remoteName)
                    .arguments(arguments.toString())
                    .build());
        } catch (ToolExecutionException | ToolArgumentsException e) {
            throw new ToolException(reason(e), e);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InterruptedException) {
                    throw new InterruptedException("the call of " + spec.name() + " was cancelled");
                }
            }
            throw ToolException.temporary(
                    "the server '" + client.key() + "' could not run " + spec.name() + ": " + reason(e), e);
        }
    }

    private static String reason(RuntimeException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
