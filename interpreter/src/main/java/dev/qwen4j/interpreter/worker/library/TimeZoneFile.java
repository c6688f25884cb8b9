package dev.qwen4j.interpreter.worker.library;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.TreeSet;

/**
 * The JVM's time-zone rules in the form that {@code zoneinfo} reads: TZif, RFC 8536. So Python knows the zones, and the
 * changes of their rules, that Java knows, on machines without a time-zone database too. Abbreviations are the ones in
 * use today, for the past as well.
 */
final class TimeZoneFile {
    /** Rules that go on for ever are written out up to here. */
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    private static final int HEADER_BYTES = 44;

    /** One way in which clocks of a zone are set. */
    private record Kind(int offsetSeconds, boolean daylight, String abbreviation) {}

    private TimeZoneFile() {}

    /** @return the names of all zones, one a line */
    static String names() {
        TreeSet<String> names = new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds());
        names.removeIf(name -> name.startsWith("SystemV/"));
        return String.join("\n", names);
    }

    /** @param name for example {@code Asia/Shanghai} */
    static String of(String name) throws LibraryException {
        try {
            ZoneRules rules = ZoneId.of(name).getRules();
            if (!ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
                throw new LibraryException("no time zone '" + name + "'");
            }
            return LibraryCalls.text(write(name, rules));
        } catch (ZoneRulesException e) {
            throw new LibraryException("no time zone '" + name + "'", e);
        } catch (DateTimeException e) {
            throw new LibraryException("'" + name + "' is no name of a time zone", e);
        }
    }

    private static byte[] write(String name, ZoneRules rules) {
        List<ZoneOffsetTransition> transitions = transitions(rules);
        Instant before = transitions.isEmpty()
                ? Instant.EPOCH
                : transitions.getFirst().getInstant().minusSeconds(1);
        List<Kind> kinds = new ArrayList<>(List.of(kind(name, rules, before)));
        int[] indices = new int[transitions.size()];
        for (int i = 0; i < indices.length; i++) {
            Kind kind = kind(name, rules, transitions.get(i).getInstant());
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
            indices[i] = kinds.indexOf(kind);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            // Readers of version 2 skip the first half, which holds 32-bit times: it is left empty.
            header(out, 0, 1, 1);
            out.write(new byte[7]);
            byte[] abbreviations = abbreviations(kinds);
            header(out, indices.length, kinds.size(), abbreviations.length);
            for (ZoneOffsetTransition transition : transitions) {
                out.writeLong(transition.toEpochSecond());
            }
            for (int index : indices) {
                out.writeByte(index);
            }
            int at = 0;
            for (Kind kind : kinds) {
                out.writeInt(kind.offsetSeconds());
                out.writeBoolean(kind.daylight());
                out.writeByte(at);
                at += kind.abbreviation().length() + 1;
            }
            out.write(abbreviations);
            out.writeBytes("\n" + footer(rules, kinds.getFirst()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>(rules.getTransitions());
        if (!rules.getTransitionRules().isEmpty()) {
            Instant last = transitions.isEmpty()
                    ? Instant.EPOCH
                    : transitions.getLast().getInstant();
            for (ZoneOffsetTransition next = rules.nextTransition(last);
                    next != null && next.getInstant().isBefore(END);
                    next = rules.nextTransition(next.getInstant())) {
                transitions.add(next);
            }
        }
        return transitions;
    }

    private static void header(DataOutputStream out, int times, int kinds, int characters) throws IOException {
        byte[] start = new byte[HEADER_BYTES - 6 * Integer.BYTES];
        byte[] magic = "TZif2".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, start, 0, magic.length);
        out.write(start);
        out.writeInt(0);
        out.writeInt(0);
        out.writeInt(0);
        out.writeInt(times);
        out.writeInt(kinds);
        out.writeInt(characters);
    }

    private static Kind kind(String name, ZoneRules rules, Instant instant) {
        ZoneOffset offset = rules.getOffset(instant);
        boolean daylight = rules.isDaylightSavings(instant);
        return new Kind(offset.getTotalSeconds(), daylight, abbreviation(name, offset, daylight, rules, instant));
    }

    /** A name where one is in use for this offset, otherwise the offset itself, as the time-zone database does it. */
    private static String abbreviation(
            String name, ZoneOffset offset, boolean daylight, ZoneRules rules, Instant instant) {
        if (rules.isFixedOffset() && offset.getTotalSeconds() == 0) {
            return name.endsWith("GMT") ? "GMT" : "UTC";
        }
        TimeZone zone = TimeZone.getTimeZone(name);
        int standard = rules.getStandardOffset(instant).getTotalSeconds() * 1000;
        String text = zone.getDisplayName(daylight, TimeZone.SHORT, Locale.US);
        boolean hasName = text.length() <= 6 && text.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        if (hasName && standard == zone.getRawOffset()) {
            return text;
        }
        int first = rules.getTransitions().isEmpty()
                ? 0
                : rules.getTransitions().getFirst().getOffsetBefore().getTotalSeconds();
        if (offset.getTotalSeconds() == first && first % 60 != 0) {
            return "LMT";
        }
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        String sign = offset.getTotalSeconds() < 0 ? "-" : "+";
        return minutes % 60 == 0
                ? String.format(Locale.ROOT, "%s%02d", sign, minutes / 60)
                : String.format(Locale.ROOT, "%s%02d%02d", sign, minutes / 60, minutes % 60);
    }

    private static byte[] abbreviations(List<Kind> kinds) {
        StringBuilder text = new StringBuilder();
        kinds.forEach(kind -> text.append(kind.abbreviation()).append('\0'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What holds for a zone that never changed; the others have their transitions. */
    private static String footer(ZoneRules rules, Kind only) {
        if (!rules.isFixedOffset()) {
            return "";
        }
        int seconds = -only.offsetSeconds();
        return String.format(
                Locale.ROOT,
                "<%s>%s%d:%02d:%02d",
                only.abbreviation(),
                seconds < 0 ? "-" : "",
                Math.abs(seconds) / 3600,
                Math.abs(seconds) / 60 % 60,
                Math.abs(seconds) % 60);
    }
}
