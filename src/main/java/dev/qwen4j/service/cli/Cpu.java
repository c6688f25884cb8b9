package dev.qwen4j.service.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The processor, as Linux tells.
 *
 * @param name {@code unknown} where no one tells
 * @param instructionSets those that matter to matrix products, spelt as Linux spells them; empty where no one tells
 */
record Cpu(String name, List<String> instructionSets) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final List<String> THAT_MATTER = List.of(
            "avx",
            "avx2",
            "f16c",
            "fma",
            "avx_vnni",
            "avx512f",
            "avx512bw",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimddp",
            "asimdhp",
            "bf16",
            "i8mm",
            "sve",
            "sve2");

    static Cpu ofMachine() {
        try {
            return of(Files.isReadable(CPUINFO) ? Files.readAllLines(CPUINFO) : List.of());
        } catch (IOException e) {
            return of(List.of());
        }
    }

    /** @param cpuinfo lines of Linux's {@code /proc/cpuinfo}, of which the first processor counts; none elsewhere */
    static Cpu of(List<String> cpuinfo) {
        // ARM has Features instead of flags, and no name.
        Set<String> flags = Set.copyOf(Arrays.asList((value(cpuinfo, "flags") + " " + value(cpuinfo, "Features"))
                .strip()
                .split("\\s+")));
        String name = value(cpuinfo, "model name");
        return new Cpu(
                name.isEmpty() ? "unknown" : name,
                THAT_MATTER.stream().filter(flags::contains).toList());
    }

    private static String value(List<String> cpuinfo, String key) {
        return cpuinfo.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
                .map(parts -> parts[1].strip())
                .findFirst()
                .orElse("");
    }
}
