package dev.qwen4j.service.cli;

import java.util.Locale;

/** Sizes as people read them, in powers of 1000, as hubs and disks are labelled. */
final class Bytes {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Bytes() {}

    /** {@code 988 MB}, {@code 1.2 GB}, {@code 12 B}. */
    static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        do {
            value /= 1000;
            unit++;
        } while (value >= 999.5 && unit < UNITS.length - 1);
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
