package dev.qwen4j.service.cli;

import dev.qwen4j.model.checkpoint.Checkpoint;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Starts the HTTP service: a page at /, the OpenAI API under /v1, health under /q/health.",
        footer = {"", "Further settings: system properties and environment variables, see docs."})
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on. Default: 8080.")
    private int port = 8080;

    @Override
    public Integer call() {
        if (port < 1 || port > 65535) {
            throw new CommandFailure(ExitStatus.USAGE, "--port is " + port + ": give one from 1 to 65535");
        }
        checkModel();
        checkAddress();
        System.setProperty("quarkus.http.host", host);
        System.setProperty("quarkus.http.port", String.valueOf(port));
        System.setProperty("qwen4j.model.precision", modelOptions.precision.name());
        if (modelOptions.folder != null) {
            System.setProperty("qwen4j.model.path", modelOptions.folder.toAbsolutePath().toString());
        }
        AtomicInteger status = new AtomicInteger();
        Quarkus.run(null, (code, failure) -> status.set(failure == null ? code : ExitStatus.FAILED));
        return status.get();
    }

    /** The service loads the model in the background; a folder that cannot be one is refused here and now. */
    private void checkModel() {
        Path folder = modelOptions.folder;
        if (folder != null) {
            Checkpoint.open(folder).close();
        }
    }

    /** The service would say the same in a page of log. */
    private void checkAddress() {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            probe.setReuseAddress(true);
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK, "unknown host '" + host + "': use an address of this machine", e);
        } catch (BindException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK,
                    "cannot listen on " + host + " port " + port + " (" + e.getMessage()
                            + "): stop the program that uses it or choose another with --port",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NETWORK, "cannot listen on " + host + " port " + port + ": choose another with --port", e);
        }
    }
}
