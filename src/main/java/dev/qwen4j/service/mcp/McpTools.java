package dev.qwen4j.service.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.AgentEvent;
import dev.qwen4j.interpreter.InterpreterException;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.service.ModelUnavailableException;
import dev.qwen4j.service.OfferedTools;
import dev.qwen4j.service.ResidentModel;
import dev.qwen4j.service.SessionSettings;
import dev.qwen4j.service.Toolbox;
import dev.qwen4j.service.http.Admission;
import dev.qwen4j.service.http.ServerBusyException;
import dev.qwen4j.service.telemetry.RunTelemetry;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolResult;
import dev.qwen4j.tools.ToolSpec;
import io.quarkiverse.mcp.server.Progress;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Offers the tools of a session, and the agent as one more, to clients of the Model Context Protocol. */
@Singleton
class McpTools {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OfferedTools offered;
    private final McpToolboxes toolboxes;
    private final ResidentModel resident;
    private final Admission admission;
    private final RunTelemetry telemetry;
    private volatile boolean ending;

    McpTools(
            OfferedTools offered,
            McpToolboxes toolboxes,
            ResidentModel resident,
            Admission admission,
            RunTelemetry telemetry) {
        this.offered = offered;
        this.toolboxes = toolboxes;
        this.resident = resident;
        this.admission = admission;
        this.telemetry = telemetry;
    }

    /** Tools that providers give later are not offered: clients are told of what there is when the service starts. */
    void register(@Observes StartupEvent event, ToolManager manager) {
        try (Toolbox toolbox = Toolbox.open(offered.settings())) {
            for (ToolSpec spec : toolbox.tools().specs()) {
                register(manager, spec, this::call);
            }
        }
        register(manager, RunAgent.SPEC, this::runAgent);
    }

    void stop(@Observes ShutdownEvent event) {
        ending = true;
    }

    /** One call by a client. */
    private interface Handler {
        ToolResult call(String tool, ObjectNode input, ToolManager.ToolArguments call) throws InterruptedException;
    }

    private void register(ToolManager manager, ToolSpec spec, Handler handler) {
        manager.newTool(spec.name())
                .setTitle(spec.humanName())
                .setDescription(spec.description().isBlank() ? spec.humanName() : spec.description())
                .setInputSchema(spec.parameters())
                .setAnnotations(hints(spec))
                .setHandler(call -> answer(spec.name(), handler, call), true)
                .register();
    }

    private static ToolManager.ToolAnnotations hints(ToolSpec spec) {
        boolean reading = spec.risk() == Risk.READ || spec.risk() == Risk.NETWORK;
        boolean openWorld = spec.risk() == Risk.NETWORK;
        return new ToolManager.ToolAnnotations(spec.humanName(), reading, !reading, reading, openWorld);
    }

    @SuppressWarnings("try") // The watch only needs to be closed.
    private ToolResponse answer(String tool, Handler handler, ToolManager.ToolArguments call) {
        ObjectNode input = JSON.valueToTree(call.args());
        try (CancelWatch watch = new CancelWatch(call.cancellation(), () -> ending)) {
            return McpResults.of(handler.call(tool, input, call));
        } catch (InterruptedException e) {
            return ToolResponse.error("the call was cancelled");
        } catch (ServerBusyException | ModelUnavailableException | InterpreterException | IllegalStateException e) {
            return ToolResponse.error("Error: " + e.getMessage());
        }
    }

    private ToolResult call(String tool, ObjectNode input, ToolManager.ToolArguments call) throws InterruptedException {
        try (McpToolboxes.Use use = toolboxes.use(call.connection().id())) {
            ToolRegistry tools = use.toolbox().tools();
            return tools.call(tools.read(tool, input.toString()));
        }
    }

    @SuppressWarnings("try") // The place only needs to be given back.
    private ToolResult runAgent(String tool, ObjectNode input, ToolManager.ToolArguments call)
            throws InterruptedException {
        SessionSettings settings = offered.settings();
        LanguageModel model = resident.model();
        try (Admission.Place place = admission.enter();
                McpToolboxes.Use use = toolboxes.use(call.connection().id());
                RunTelemetry.Watch watch = telemetry.watch(model.name())) {
            Tool agent = new RunAgent(
                    model,
                    use.toolbox().tools(),
                    settings.limits(),
                    settings.caution(),
                    watch.andThen(told(call.progress())));
            ToolRegistry alone = new ToolRegistry(List.of(agent));
            ToolCall read = alone.read(tool, input.toString());
            return alone.call(read);
        }
    }

    /** Tells a client that asked for it which tools the agent calls. */
    private static Consumer<AgentEvent> told(Progress progress) {
        if (progress.token().isEmpty()) {
            return event -> {};
        }
        AtomicInteger number = new AtomicInteger();
        return event -> {
            if (event instanceof AgentEvent.Action action) {
                progress.notificationBuilder()
                        .setProgress(number.incrementAndGet())
                        .setMessage(action.tool() + " " + action.arguments())
                        .build()
                        .sendAndForget();
            }
        };
    }
}
