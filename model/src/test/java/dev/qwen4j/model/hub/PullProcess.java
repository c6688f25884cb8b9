package dev.qwen4j.model.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Pulls the fake hub's model in a JVM of its own and prints how many bytes it fetched. */
final class PullProcess {
    private PullProcess() {}

    public static void main(String[] args) throws InterruptedException {
        ModelName model = ModelName.parse(args[2]);
        HubSettings settings =
                FakeHub.settings(URI.create(args[0]), Path.of(args[1]), null, false, Duration.ofSeconds(20));
        Pulled pulled =
                new ModelHub(model.hub(), settings).pull(model, model.hub().defaultRevision(), PullListener.SILENT);
        System.out.println(pulled.bytesFetched());
    }
}
