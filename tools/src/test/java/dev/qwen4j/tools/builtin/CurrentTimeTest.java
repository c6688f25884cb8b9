package dev.qwen4j.tools.builtin;

import static dev.qwen4j.tools.builtin.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentTimeTest {
    private final CurrentTime time =
            new CurrentTime(Clock.fixed(Instant.parse("2026-11-20T19:09:30Z"), ZoneId.of("Europe/Berlin")));

    private String in(String zone) {
        return call(
                time,
                JsonNodeFactory.instance.objectNode().put("timezone", zone).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"timezone\": null}", "{\"timezone\": \"\"}", "local", "None"})
    void without_a_zone_it_is_the_time_of_the_clock(String input) {
        assertThat(call(time, input)).isEqualTo("2026-11-20 20:09 Friday");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asia/Tokyo",
                "asia/tokyo",
                "Tokyo",
                "tokyo",
                "东京",
                "日本",
                "Japan",
                "Tokyo, Japan",
                "UTC+9",
                "+09:00",
                "Asia / Tokyo",
                "Asia/Osaka"
            })
    void a_zone_is_read_by_many_names(String zone) {
        assertThat(in(zone)).isEqualTo("2026-11-21 04:09 Saturday");
    }

    @ParameterizedTest
    @CsvSource({
        "Beijing,2026-11-21 03:09 Saturday",
        "北京,2026-11-21 03:09 Saturday",
        "China,2026-11-21 03:09 Saturday",
        "New York,2026-11-20 14:09 Friday",
        "new_york,2026-11-20 14:09 Friday",
        "San Francisco,2026-11-20 11:09 Friday",
        "London,2026-11-20 19:09 Friday",
        "UTC,2026-11-20 19:09 Friday",
        "Etc/GMT-8,2026-11-21 03:09 Saturday",
        "Etc/GMT+8,2026-11-20 11:09 Friday",
        "Sao Paulo,2026-11-20 16:09 Friday",
        "Delhi,2026-11-21 00:39 Saturday"
    })
    void cities_and_countries_have_their_zone(String zone, String expected) {
        assertThat(in(zone)).isEqualTo(expected);
    }

    @Test
    void an_unknown_zone_is_told() {
        assertThat(in("Atlantis"))
                .isEqualTo("Error: unknown time zone 'Atlantis': use an IANA name such as Asia/Shanghai,"
                        + " Europe/Berlin or UTC");
    }
}
