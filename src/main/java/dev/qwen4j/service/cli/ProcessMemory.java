package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Memory that this process holds, the native libraries' included, as Linux counts it; null where no one tells.
 *
 * @param residentBytes now
 * @param peakBytes the most since it started
 */
record ProcessMemory(@Nullable Long residentBytes, @Nullable Long peakBytes) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern LINE = Pattern.compile("(\\w+):\\s+(\\d+) kB");

    static ProcessMemory now() {
        try {
            return of(Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of());
        } catch (IOException e) {
            return of(List.of());
        }
    }

    /** @param status lines of Linux's {@code /proc/self/status}; none elsewhere */
    static ProcessMemory of(List<String> status) {
        return new ProcessMemory(bytes(status, "VmRSS"), bytes(status, "VmHWM"));
    }

    private static @Nullable Long bytes(List<String> status, String name) {
        for (String line : status) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && matcher.group(1).equals(name)) {
                return Long.parseLong(matcher.group(2)) * 1024;
            }
        }
        return null;
    }
}
