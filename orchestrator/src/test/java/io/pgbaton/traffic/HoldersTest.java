package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoldersTest {
    private static final Map<String, String> SERVER = Map.of(
            "database",
            "app",
            "user",
            "shop",
            "state",
            "active",
            "ptr",
            "0x1",
            "remote_pid",
            "4711",
            "request_time",
            "2026-01-01 12:00:00 UTC");
    private static final Map<String, String> CLIENT = Map.of(
            "link",
            "0x1",
            "addr",
            "10.0.0.7",
            "port",
            "53122",
            "application_name",
            "nightly",
            "request_time",
            "2026-01-01 12:00:00 UTC");
    private static final Map<String, String> CONSOLE =
            Map.of("database", "pgbouncer", "link", "", "request_time", "2026-01-01 12:00:42 UTC");

    @Test
    void are_told_by_process_user_application_and_address_and_how_long_they_have_been_silent() {
        Holders holders = Holders.of(rows(SERVER), rows(CLIENT, CONSOLE), List.of("app"));
        assertThat(holders.text())
                .isEqualTo("server process 4711 of app, user shop, application_name nightly, client 10.0.0.7:53122,"
                        + " last request 42 s ago");
    }

    @Test
    void are_told_as_far_as_an_old_console_tells() {
        Holders holders = Holders.of(rows(Map.of("database", "app", "state", "active")), rows(), List.of("app"));
        assertThat(holders.text()).isEqualTo("server process ? of app, user ?");
        assertThat(holders.quietFor(Duration.ZERO).isEmpty()).isTrue();
    }

    @Test
    void only_those_of_the_entries_with_a_client_count() {
        Map<String, String> idle = Map.of("database", "app", "state", "idle");
        assertThat(Holders.of(rows(SERVER, idle), rows(CONSOLE), List.of("other"))
                        .isEmpty())
                .isTrue();
        assertThat(Holders.of(rows(idle), rows(CONSOLE), List.of("app")).isEmpty())
                .isTrue();
    }

    @Test
    void only_the_silent_ones_are_known_to_stay() {
        Holders holders = Holders.of(rows(SERVER), rows(CLIENT, CONSOLE), List.of("app"));
        assertThat(holders.quietFor(Duration.ofSeconds(41)).isEmpty()).isFalse();
        assertThat(holders.quietFor(Duration.ofSeconds(42)).isEmpty()).isTrue();
    }

    @SafeVarargs
    private static Reply rows(Map<String, String>... rows) {
        return new Reply(List.of(rows), "");
    }
}
