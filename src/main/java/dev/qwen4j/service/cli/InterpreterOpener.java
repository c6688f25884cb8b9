package dev.qwen4j.service.cli;

import dev.qwen4j.interpreter.CodeInterpreter;
import dev.qwen4j.interpreter.SandboxPolicy;
import java.nio.file.Path;

/** Where the {@code python} command gets its session from; tests bring their own. */
interface InterpreterOpener {
    /** Opens a session over {@code folder}, which the caller closes. */
    CodeInterpreter open(Path folder, SandboxPolicy policy);
}
