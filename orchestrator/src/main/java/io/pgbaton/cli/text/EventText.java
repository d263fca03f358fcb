package io.pgbaton.cli.text;

import io.pgbaton.engine.Journal.EventEntry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A line of the history, for people and for scripts. */
public final class EventText {
    private final DateTimeFormatter time;

    public EventText(ZoneId zone) {
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS z", Locale.ROOT)
                .withZone(zone);
    }

    public String of(EventEntry event) {
        return String.format(Locale.ROOT, "%s  %-14s %s", time.format(event.at()), event.kind(), event.message());
    }

    /** The event for scripts, its figures as JSON and not as a text. */
    public record Json(long id, Instant at, String who, String kind, String message, Object detail) {
        public static Json of(EventEntry event) {
            return new Json(
                    event.id(),
                    event.at(),
                    event.who(),
                    event.kind(),
                    event.message(),
                    JsonText.embedded(event.detail()));
        }
    }
}
