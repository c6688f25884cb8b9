package dev.qwen4j.model.transformer;

import ai.djl.engine.Engine;
import dev.qwen4j.model.Precision;
import dev.qwen4j.model.checkpoint.Checkpoint;
import dev.qwen4j.model.decode.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A process that loads a checkpoint: says that it is ready, waits for a line, and tells a hash of some logits, and its
 * memory before loading, after it and at its highest, as Linux counts it.
 */
final class LoadingProcess {
    private static final String REPORT = "report: ";
    private static final Path STATUS = Path.of("/proc/self/status");

    private LoadingProcess() {}

    /**
     * What such a process said.
     *
     * @param text all of it, warnings included
     */
    record Report(String text, int logits, long before, long after, long peak) {}

    public static void main(String[] arguments) throws IOException {
        Engine.getEngine("PyTorch").newBaseManager().close();
        System.out.println("ready");
        System.in.read();
        long before = status("VmRSS");
        try (Checkpoint checkpoint = Checkpoint.open(Path.of(arguments[0]));
                Transformer transformer = Transformer.load(checkpoint, Precision.valueOf(arguments[1]))) {
            long after = status("VmRSS");
            long peak = status("VmHWM");
            try (KvCache sequence = transformer.begin(4)) {
                System.out.println(REPORT + Arrays.hashCode(transformer.append(Step.of(sequence, 5, 6, 7, 8))) + " "
                        + before + " " + after + " " + peak);
            }
        }
    }

    private static long status(String key) throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        return Pattern.compile(key + ":\\s+(\\d+) kB")
                .matcher(Files.readString(STATUS))
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Starts one, which waits. */
    static Process start(Path folder, Precision precision, Path cache) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-Dai.djl.offline=true",
                        "-Dqwen4j.cache=" + cache,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LoadingProcess.class.getName(),
                        folder.toString(),
                        precision.name())
                .redirectErrorStream(true)
                .start();
    }

    /** Waits until it is ready. */
    static void await(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        while (!said.toString().endsWith("ready\n")) {
            int c = process.getInputStream().read();
            if (c < 0) {
                throw new IOException("the process ended before it was ready: " + said);
            }
            said.append((char) c);
        }
    }

    /** Has it go on. */
    static void release(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for its end, and stops it if it does not come. */
    static Report finish(Process process) throws IOException, InterruptedException {
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("the process failed: " + text);
            }
            String[] said = text.substring(text.indexOf(REPORT) + REPORT.length())
                    .strip()
                    .split(" ");
            return new Report(
                    text,
                    Integer.parseInt(said[0]),
                    Long.parseLong(said[1]),
                    Long.parseLong(said[2]),
                    Long.parseLong(said[3]));
        } finally {
            process.destroyForcibly();
        }
    }
}
