package dev.qwen4j.service.cli;

import dev.qwen4j.model.testing.ScriptedModel;
import java.time.Duration;

/** The program in a process of its own, with a model that writes what the test expects, as slowly as one can read. */
final class ScriptedProgram {
    private static final String ENDLESS = "I count to a million: " + "one more, ".repeat(10_000);

    private ScriptedProgram() {}

    public static void main(String... args) {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Terminal terminal = Terminal.ofProcess(System.in, System.out, System.err);
        Interrupts.install();
        ScriptedModel model = new ScriptedModel(Duration.ofMillis(1), "Hello, Ann.", ENDLESS, "Ann.", "Ann again.");
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
