package dev.qwen4j.service.cli;

import dev.qwen4j.model.testing.ScriptedModel;
import java.time.Duration;
import java.util.List;

/** The program in a process of its own, with a model that writes what the test expects, as slowly as one can read. */
final class ScriptedProgram {
    private static final String ENDLESS = "I count to a million: " + "one more, ".repeat(10_000);

    private static final String CALL =
            "Thought: I compute.\nAction: calculator\nAction Input: {\"expression\": \"2+2\"}";

    private ScriptedProgram() {}

    public static void main(String... args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Terminal terminal = Terminal.ofProcess(System.in, System.out, System.err);
        Interrupts.install();
        String[] script = List.of(args).contains("--ask-for")
                ? new String[] {CALL, " I know.\nFinal Answer: It is 4.", CALL}
                : new String[] {"Hello, Ann.", ENDLESS, "Ann.", "Ann again."};
        ScriptedModel model = new ScriptedModel(Duration.ofMillis(1), script);
        System.exit(Main.run(
                terminal,
                ProcessEnvironment.ofProcess(),
                (folder, options) -> model,
                (folder, policy) -> {
                    throw new AssertionError("this test runs no Python");
                },
                args));
    }
}
