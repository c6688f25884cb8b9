package dev.qwen4j.service.cli;

import dev.qwen4j.model.hub.HubSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the user's shell says, beyond the arguments.
 *
 * @param variables the environment variables
 * @param home the user's home folder
 */
record ProcessEnvironment(Map<String, String> variables, Path home) {
    static ProcessEnvironment ofProcess() {
        return new ProcessEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** Read anew for each command that needs it, so that a wrong variable is no trouble for the others. */
    HubSettings hub() {
        return HubSettings.of(variables, home);
    }

    /** Where a file lies that the program keeps for this user. */
    Path data(String name) {
        return home.resolve(Path.of(".local", "share", "qwen4j", name));
    }

    boolean wantsBars() {
        return variables.getOrDefault("HF_HUB_DISABLE_PROGRESS_BARS", "").isEmpty();
    }
}
