package dev.qwen4j.agent.react;

import dev.qwen4j.agent.Protocol;
import dev.qwen4j.agent.Step;
import dev.qwen4j.model.FinishReason;
import dev.qwen4j.tools.ToolNames;
import dev.qwen4j.tools.ToolSpec;
import java.util.List;

/** Reads one step of a ReAct text at once, by the rules of {@link ReActReader}. Immutable. */
public final class ReActParser {
    private final ToolNames tools;

    /** @param tools the tools offered */
    public ReActParser(List<ToolSpec> tools) {
        this.tools = new ToolNames(tools);
    }

    /** What {@code text} asks for. Never throws. */
    public Step parse(String text) {
        return parse(text, FinishReason.END_OF_TEXT);
    }

    /** The same for a text that ends for another reason. */
    public Step parse(String text, FinishReason reason) {
        ReActReader reader = new ReActReader(tools, Protocol.Listener.NONE);
        reader.read(text);
        return reader.finish(reason);
    }
}
