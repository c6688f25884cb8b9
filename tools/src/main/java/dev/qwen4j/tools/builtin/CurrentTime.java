package dev.qwen4j.tools.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qwen4j.tools.Parameters;
import dev.qwen4j.tools.Risk;
import dev.qwen4j.tools.Tool;
import dev.qwen4j.tools.ToolException;
import dev.qwen4j.tools.ToolOutput;
import dev.qwen4j.tools.ToolSpec;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Tells date, time and day of the week, such as {@code 2026-11-21 04:09 Saturday}. */
public final class CurrentTime implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "current_time",
            "Current Time",
            "Tells the current date and time.",
            Parameters.create()
                    .optional("timezone", "string", "IANA time zone name")
                    .schema(),
            Risk.READ);
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm EEEE", Locale.ENGLISH);

    private final Clock clock;

    /** @param clock its zone is the one used where the model names none */
    public CurrentTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolOutput call(ObjectNode arguments) {
        return ToolOutput.of(ZonedDateTime.ofInstant(
                        clock.instant(),
                        zone(arguments.path("timezone").asText().strip()))
                .format(FORMAT));
    }

    private ZoneId zone(String name) {
        if (name.isEmpty() || name.equalsIgnoreCase("local")) {
            return clock.getZone();
        }
        return TimeZones.find(name)
                .orElseThrow(() -> new ToolException("unknown time zone '" + name
                        + "': use an IANA name such as Asia/Shanghai, Europe/Berlin or UTC"));
    }
}
