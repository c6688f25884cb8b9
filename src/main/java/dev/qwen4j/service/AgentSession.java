package dev.qwen4j.service;

import dev.qwen4j.agent.Agent;
import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.tools.ToolRegistry;
import java.nio.file.Path;

/**
 * One user's workplace: a {@link Toolbox} and the agent that works with it. Opening is cheap; the Python process starts
 * with the first piece of code.
 */
public final class AgentSession implements AutoCloseable {
    private final Toolbox toolbox;
    private final Agent agent;

    private AgentSession(Toolbox toolbox, Agent agent) {
        this.toolbox = toolbox;
        this.agent = agent;
    }

    /**
     * Opens a session; the caller closes it. The model stays the caller's.
     *
     * @throws IllegalArgumentException if the settings name a folder that does not exist, or a tool that does not exist
     *     or is switched off
     */
    public static AgentSession open(LanguageModel model, SessionSettings settings) {
        return of(Toolbox.open(settings), model, settings);
    }

    /**
     * Opens a session that works in a Python session of somebody else's and in its folder; see {@link #open}. Closing it
     * leaves that as it is.
     */
    public static AgentSession in(CodeInterpreter python, LanguageModel model, SessionSettings settings) {
        return of(Toolbox.in(python, settings), model, settings);
    }

    private static AgentSession of(Toolbox toolbox, LanguageModel model, SessionSettings settings) {
        Agent agent = new Agent(model, toolbox.tools(), settings.limits());
        return new AgentSession(toolbox, settings.caution().of(agent));
    }

    public Agent agent() {
        return agent;
    }

    /** What the agent may call. */
    public ToolRegistry tools() {
        return toolbox.tools();
    }

    /** The Python session, the same that the {@code python} tool uses. */
    public CodeInterpreter interpreter() {
        return toolbox.interpreter();
    }

    public Path folder() {
        return toolbox.folder();
    }

    /** Ends the Python process. A temporary folder goes too, unless a file was written into it. */
    @Override
    public void close() {
        toolbox.close();
    }

    /** Ends the Python process; a temporary folder goes with everything in it. */
    public void discard() {
        toolbox.discard();
    }
}
