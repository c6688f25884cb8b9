package dev.qwen4j.model.transformer;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of this machine or, in a container, of what the container may use.
 *
 * @param availableBytes what programs can still get, the file cache included where the system tells
 */
public record MachineMemory(long totalBytes, long availableBytes) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

    public static MachineMemory now() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return of(meminfo(), system.getTotalMemorySize(), system.getFreeMemorySize());
    }

    /** @param meminfo lines of Linux's {@code /proc/meminfo}; none elsewhere */
    public static MachineMemory of(List<String> meminfo, long totalBytes, long freeBytes) {
        long available = meminfo.stream()
                .map(AVAILABLE::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1)) * 1024)
                .findFirst()
                .orElse(freeBytes);
        // The file speaks of the whole machine, the total of the container.
        return new MachineMemory(totalBytes, Math.min(available, totalBytes));
    }

    private static List<String> meminfo() {
        try {
            return Files.isReadable(MEMINFO) ? Files.readAllLines(MEMINFO) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
