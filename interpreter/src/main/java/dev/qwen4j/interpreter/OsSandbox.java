package dev.qwen4j.interpreter;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system holds a worker to, as commands that stand before {@code java}: a lower priority,
 * {@code prlimit}'s limits, and bubblewrap's namespaces, in which there is no network, no other process and no file but
 * those the worker needs.
 */
final class OsSandbox {
    private static final Logger LOG = LoggerFactory.getLogger(OsSandbox.class);
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final Path BWRAP = Path.of("/usr/bin/bwrap");
    private static final int OPEN_FILES = 256;
    /** Threads too: a worker has about thirty. Counted within the namespace, so only set there. */
    private static final int PROCESSES = 200;

    private static final long TRIAL_SECONDS = 20;
    private static final Set<String> LOGGED = new LinkedHashSet<>();
    /** What each bubblewrap that was tried lacks; empty if it works. */
    private static final Map<Path, String> TRIED = new HashMap<>();

    private final boolean namespaces;

    private OsSandbox(boolean namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * What this system offers, within what is asked for; says so in the log, once.
     *
     * @throws InterpreterException if namespaces are required and cannot be had
     */
    static OsSandbox of(WorkerOptions.Namespaces asked) {
        return of(asked, BWRAP);
    }

    static OsSandbox of(WorkerOptions.Namespaces asked, Path bubblewrap) {
        if (asked == WorkerOptions.Namespaces.OFF) {
            return logged(new OsSandbox(false), "switched off");
        }
        String missing = whatIsMissing(bubblewrap);
        if (!missing.isEmpty() && asked == WorkerOptions.Namespaces.REQUIRED) {
            throw new InterpreterException("Python workers must run in namespaces of their own, but " + missing
                    + ": install bubblewrap and allow user namespaces, or do not require them");
        }
        return logged(new OsSandbox(missing.isEmpty()), missing);
    }

    private static OsSandbox logged(OsSandbox sandbox, String missing) {
        String layers = "locked Python context, child process with heap limit"
                + (Files.isExecutable(PRLIMIT) ? ", resource limits (prlimit)" : "")
                + (sandbox.namespaces ? ", namespaces without network (bubblewrap)" : "");
        String line = missing.isEmpty() ? layers : layers + "; no namespaces: " + missing;
        synchronized (LOGGED) {
            if (LOGGED.add(line)) {
                LOG.info("Python sandbox: {}", line);
            }
        }
        return sandbox;
    }

    /** Whether workers run in namespaces of their own. */
    boolean namespaces() {
        return namespaces;
    }

    /** Empty if this bubblewrap works here. */
    private static String whatIsMissing(Path bubblewrap) {
        synchronized (TRIED) {
            return TRIED.computeIfAbsent(bubblewrap, OsSandbox::tryNamespaces);
        }
    }

    private static String tryNamespaces(Path bubblewrap) {
        if (!Files.isExecutable(bubblewrap)) {
            return "there is no " + bubblewrap;
        }
        List<String> command = new ArrayList<>(namespaceFlags(bubblewrap));
        command.addAll(List.of("--", "/usr/bin/true"));
        try {
            Process trial =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                trial.destroyForcibly();
                return bubblewrap + " does not answer";
            }
            String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return trial.exitValue() == 0 ? "" : bubblewrap + " fails (" + said + ")";
        } catch (IOException e) {
            return bubblewrap + " cannot be started (" + e.getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the trial of " + bubblewrap + " was interrupted";
        }
    }

    static List<String> lowerPriority(int steps) {
        return Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", String.valueOf(steps)) : List.of();
    }

    /**
     * The words before {@code java}.
     *
     * @param folder the only one that can be written
     * @param readable what else is there
     */
    List<String> command(Path folder, List<Path> readable, long fileBytes, long cpuSeconds) {
        List<String> command = new ArrayList<>();
        if (namespaces) {
            command.addAll(namespaceFlags(BWRAP));
            for (Path path : javaFiles()) {
                bind(command, "--ro-bind", path);
            }
            for (Path path : readable) {
                bind(command, "--ro-bind", path);
            }
            bind(command, "--bind", folder);
            command.addAll(List.of("--remount-ro", "/", "--chdir", folder.toString(), "--"));
        }
        if (File.separatorChar == '/' && Files.isExecutable(PRLIMIT)) {
            command.addAll(List.of(PRLIMIT.toString(), "--fsize=" + fileBytes, "--nofile=" + OPEN_FILES, "--core=0"));
            command.add("--cpu=" + cpuSeconds);
            if (namespaces) {
                command.add("--nproc=" + PROCESSES);
            }
            command.add("--");
        }
        return command;
    }

    private static void bind(List<String> command, String kind, Path path) {
        command.addAll(List.of(kind, path.toString(), path.toString()));
    }

    private static List<String> namespaceFlags(Path bubblewrap) {
        List<String> command = new ArrayList<>(List.of(bubblewrap.toString(), "--unshare-all", "--die-with-parent"));
        command.addAll(List.of("--new-session", "--cap-drop", "ALL", "--clearenv", "--setenv", "LC_ALL", "C.UTF-8"));
        command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--ro-bind", "/usr", "/usr"));
        for (String libraries : List.of("/lib", "/lib64", "/etc/ld.so.cache")) {
            command.addAll(List.of("--ro-bind-try", libraries, libraries));
        }
        return command;
    }

    /** The running JVM's home, and what its links lead to, as distributions like to keep its configuration elsewhere. */
    private static Set<Path> javaFiles() {
        Path home = Path.of(System.getProperty("java.home"));
        Set<Path> files = new LinkedHashSet<>();
        files.add(home);
        for (Path part : List.of(home.resolve("conf"), home.resolve("lib/security"), home.resolve("lib"))) {
            if (!Files.isDirectory(part)) {
                continue;
            }
            try (Stream<Path> links = Files.walk(part, 3).filter(Files::isSymbolicLink)) {
                for (Path link : links.toList()) {
                    if (Files.exists(link)) {
                        files.add(link.toRealPath());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the JVM's own folder " + part, e);
            }
        }
        files.removeIf(file -> file.startsWith("/usr") || !file.equals(home) && file.startsWith(home));
        return files;
    }
}
