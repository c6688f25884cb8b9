package dev.qwen4j.model.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Pulls the fake hub's model in a JVM of its own and prints how many bytes it fetched. */
final class PullProcess {
    private PullProcess() {}

    public static void main(String[] args) throws InterruptedException {
        HubSettings settings =
                new HubSettings(Path.of(args[1]), URI.create(args[0]), null, false, Duration.ofSeconds(20));
        Pulled pulled = new ModelHub(settings).pull(FakeHub.MODEL, Revision.MAIN, PullListener.SILENT);
        System.out.println(pulled.bytesFetched());
    }
}
