package dev.qwen4j.tools.langchain4j;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tools of objects whose methods carry LangChain4j's {@code @Tool}. */
public final class LangChain4jTools {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LangChain4jTools() {}

    /**
     * One tool for each {@code @Tool} method, with {@link Risk#WRITE}, as nothing is known of what it does. An exception
     * of a method is told to the model by its message. Where a method's {@code returnBehavior} is an immediate one,
     * what it returns is the answer, and the model is not asked again.
     *
     * @throws IllegalArgumentException if an object has no such method
     */
    public static List<Tool> of(Object... objectsWithToolMethods) {
        return of(Risk.WRITE, objectsWithToolMethods);
    }

    /** As {@link #of(Object...)}, where the caller knows what the worst is that any of these tools can do. */
    public static List<Tool> of(Risk risk, Object... objectsWithToolMethods) {
        List<Tool> tools = new ArrayList<>();
        for (Object object : objectsWithToolMethods) {
            List<Tool> found = toolsOf(object, risk);
            if (found.isEmpty()) {
                throw new IllegalArgumentException(object.getClass().getName() + " has no method with @Tool");
            }
            tools.addAll(found);
        }
        return List.copyOf(tools);
    }

    /**
     * What a provider of LangChain4j's gives for {@code question} at this moment, in its order. Called inside a
     * {@link dev.qwen4j.tools.ToolProvider} of ours, it is asked anew for each run.
     *
     * @param risk the worst that any of these tools can do
     */
    public static List<Tool> of(ToolProvider provider, String question, Risk risk) {
        ToolProviderResult result = provider.provideTools(ToolProviderRequest.builder()
                .userMessage(UserMessage.from(question))
                .invocationContext(InvocationContext.builder().build())
                .build());
        return result.tools().entrySet().stream()
                .map(entry -> (Tool) new ExecutorTool(
                        spec(entry.getKey(), risk),
                        entry.getValue(),
                        result.immediateReturnToolNames()
                                .contains(entry.getKey().name())))
                .toList();
    }

    private static List<Tool> toolsOf(Object object, Risk risk) {
        List<Tool> tools = new ArrayList<>();
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class)) {
                    tools.add(tool(object, method, risk));
                }
            }
        }
        // Reflection gives methods in no particular order; the model should see the same list each time.
        tools.sort(
                (first, second) -> first.spec().name().compareTo(second.spec().name()));
        return tools;
    }

    /** What LangChain4j's executors and MCP clients give: text for the model, images for people. */
    public static ToolOutput output(ToolExecutionResult result) {
        return ContentReader.read(result);
    }

    private static Tool tool(Object object, Method method, Risk risk) {
        DefaultToolExecutor executor = DefaultToolExecutor.builder()
                .object(object)
                .originalMethod(method)
                .methodToInvoke(method)
                .wrapToolArgumentsExceptions(true)
                .propagateToolExecutionExceptions(true)
                .build();
        // Calls are made one at a time, so each is the last of its turn.
        boolean immediate =
                method.getAnnotation(dev.langchain4j.agent.tool.Tool.class).returnBehavior() != ReturnBehavior.TO_LLM;
        return new ExecutorTool(spec(ToolSpecifications.toolSpecificationFrom(method), risk), executor, immediate);
    }

    private static ToolSpec spec(ToolSpecification specification, Risk risk) {
        String description = specification.description() == null ? "" : specification.description();
        return new ToolSpec(
                specification.name(), specification.name(), description, parameters(specification.parameters()), risk);
    }

    /** A schema of LangChain4j's as JSON; null means no parameters. */
    public static ObjectNode parameters(@Nullable JsonObjectSchema schema) {
        return schema == null ? Parameters.create().schema() : MAPPER.valueToTree(JsonSchemaElementUtils.toMap(schema));
    }
}
