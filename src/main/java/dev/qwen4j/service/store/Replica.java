package dev.qwen4j.service.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What this process is called in leases. The name tells processes of the same machine whether it still runs, so that a
 * service that starts again after it was killed need not wait for its own leases to end.
 */
final class Replica {
    private static final String NAME = name();

    private Replica() {}

    static String thisOne() {
        return NAME;
    }

    /** Whether the replica of this name has certainly ended; of one on another machine that is not known here. */
    static boolean hasEnded(String name) {
        String[] parts = name.split(" ", -1);
        if (parts.length != 3 || !Optional.of(parts[0]).equals(machine())) {
            return false;
        }
        Optional<Instant> started = ProcessHandle.of(Long.parseLong(parts[1]))
                .flatMap(process -> process.info().startInstant());
        return started.isEmpty() || !started.get().toString().equals(parts[2]);
    }

    private static String name() {
        Optional<Instant> started = ProcessHandle.current().info().startInstant();
        Optional<String> machine = machine();
        return machine.isPresent() && started.isPresent()
                ? machine.get() + " " + ProcessHandle.current().pid() + " " + started.get()
                : UUID.randomUUID().toString();
    }

    /** Where a process' number means the same: one start of a machine, one container. Known on Linux only. */
    private static Optional<String> machine() {
        try {
            return Optional.of(Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                            .strip() + "," + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }
}
