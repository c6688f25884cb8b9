package dev.qwen4j.service.cli;

import dev.qwen4j.model.LanguageModel;
import dev.qwen4j.model.QwenModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One run of the program inside the test's JVM, and what came of it. */
record Invocation(int status, String out, String error) {
    private static final ModelOpener CHECKPOINTS =
            (folder, options) -> folder == null ? QwenModel.openEmbedded(options) : QwenModel.open(folder, options);
    private static final InterpreterOpener NO_PYTHON = (folder, policy) -> {
        throw new AssertionError("this test runs no Python");
    };

    /** Keeps the tests away from the user's own cache and from the network. */
    private static final Map<String, String> NO_HUB = Map.of("HF_HUB_OFFLINE", "1");

    /** With real checkpoints. */
    static Invocation of(String... args) {
        return run(CHECKPOINTS, NO_PYTHON, new byte[0], args);
    }

    /** With real checkpoints and something on standard input. */
    static Invocation piping(String input, String... args) {
        return run(CHECKPOINTS, NO_PYTHON, input.getBytes(StandardCharsets.UTF_8), args);
    }

    static Invocation over(LanguageModel model, String... args) {
        return run((folder, precision) -> model, NO_PYTHON, new byte[0], args);
    }

    static Invocation opening(ModelOpener models, String... args) {
        return run(models, NO_PYTHON, new byte[0], args);
    }

    static Invocation typing(String lines, LanguageModel model, String... args) {
        return typing(lines.getBytes(StandardCharsets.UTF_8), model, args);
    }

    static Invocation typing(byte[] input, LanguageModel model, String... args) {
        return run((folder, precision) -> model, NO_PYTHON, input, args);
    }

    static Invocation python(InterpreterOpener interpreters, String input, String... args) {
        return run(CHECKPOINTS, interpreters, input.getBytes(StandardCharsets.UTF_8), args);
    }

    /** With the variables of {@code environment} and real checkpoints. */
    static Invocation in(Map<String, String> environment, String... args) {
        return run(environment, CHECKPOINTS, NO_PYTHON, new byte[0], args);
    }

    private static Invocation run(ModelOpener models, InterpreterOpener interpreters, byte[] input, String... args) {
        return run(NO_HUB, models, interpreters, input, args);
    }

    private static Invocation run(
            Map<String, String> environment,
            ModelOpener models,
            InterpreterOpener interpreters,
            byte[] input,
            String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        Terminal terminal = Terminal.ofProcess(new ByteArrayInputStream(input), out, error);
        int status = Main.run(
                terminal, new ProcessEnvironment(environment, Path.of("target", "home")), models, interpreters, args);
        return new Invocation(status, out.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    List<String> outLines() {
        return out.lines().toList();
    }
}
