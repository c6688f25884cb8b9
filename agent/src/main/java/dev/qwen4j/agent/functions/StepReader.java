package dev.qwen4j.agent.functions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.model.FunctionCall;
import dev.qwen4j.model.chat.PythonJson;
import dev.qwen4j.model.chat.Reply;
import dev.qwen4j.model.chat.ReplyReader;
import dev.qwen4j.tools.JsonArguments;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolCall;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolRegistry;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;

/** Reads a ReAct step as a reply. Arguments are put into JSON where that is possible without guessing. */
final class StepReader implements ReplyReader {
    private final ToolRegistry registry;
    private final Protocol.Reader reader;
    private final StepListener listener;

    /** @param listener what {@code reader} tells of the step */
    StepReader(List<ToolSpec> tools, Protocol.Reader reader, StepListener listener) {
        registry = new ToolRegistry(tools.stream().<Tool>map(Declared::new).toList());
        this.reader = reader;
        this.listener = listener;
    }

    @Override
    public void read(String piece) {
        reader.read(piece);
    }

    @Override
    public Reply finish(FinishReason reason) {
        return switch (reader.finish(reason)) {
            case Step.FinalAnswer step -> new Reply(step.answer(), step.thought(), List.of(), "");
            case Step.Action step -> {
                FunctionCall call = call(step);
                Listener client = listener.said(step.thought());
                client.callStarted(0, call.id(), call.name());
                client.callArguments(0, call.arguments());
                client.callFinished(0, call);
                yield new Reply(step.thought(), "", List.of(call), "");
            }
            case Step.Malformed step -> {
                listener.said(step.thought()).unread(step.text());
                yield new Reply(step.thought(), "", List.of(), step.text());
            }
        };
    }

    private FunctionCall call(Step.Action action) {
        String name =
                registry.find(action.tool()).map(tool -> tool.spec().name()).orElse(action.tool());
        String arguments = switch (registry.read(action.tool(), action.input())) {
            case ToolCall.Ready ready -> PythonJson.write(ready.arguments());
            case ToolCall.Refused refused -> readable(action);
        };
        return new FunctionCall(FunctionCall.newId(), name, arguments);
    }

    /** Arguments that do not fit the function: the client may still read them. */
    private String readable(Step.Action action) {
        return registry.find(action.tool())
                .map(tool -> JsonArguments.read(action.input(), tool.spec().parameters()))
                .map(read -> switch (read) {
                    case JsonArguments.Read object -> PythonJson.write(object.arguments());
                    case JsonArguments.Complaint ignored -> action.input();
                })
                .orElse(action.input());
    }

    /** A function of the client's, which is not ours to call. */
    private record Declared(ToolSpec spec) implements Tool {
        @Override
        public ToolOutput call(ObjectNode arguments) {
            throw new ToolException(spec.name() + " is called by the client");
        }
    }
}
