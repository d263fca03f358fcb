package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Backlog;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.ChangedRows;
import io.pgbaton.postgres.Decoding;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.Stream;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Watches the fenced server until finish (DOMAIN D-24): what clients write there in spite of the fence is noted. */
final class Watch {
    /** The kind of event that a stray write is in the history. */
    static final String STRAY = "STRAY_WRITE";

    private static final Duration LOCK = Duration.ofSeconds(5);
    /** Decoding takes its time where nobody looked for long. */
    private static final Duration READING = Duration.ofSeconds(60);

    private Watch() {}

    /** First notes, then forgets: a process that dies in between finds the same again, and notes it once. */
    static List<String> once(Entry entry, Plan plan, Workshop workshop, Journal journal, Clock clock, String who) {
        Phase phase = entry.stage().phase();
        if (phase != Phase.SWITCHED_OVER && phase != Phase.SWITCHED_BACK) {
            return List.of();
        }
        Server fenced = phase == Phase.SWITCHED_OVER ? Server.SOURCE : Server.TARGET;
        Set<String> known = new HashSet<>();
        journal.events(entry.name(), 0).stream()
                .filter(event -> event.kind().equals(STRAY))
                .map(EventEntry::message)
                .forEach(known::add);
        List<String> fresh = new ArrayList<>();
        try (Servers servers = workshop.servers(plan)) {
            for (String database : entry.databases()) {
                AuditSlot audit = new AuditSlot(new Stream(entry.name(), database, fenced));
                Catalog catalog = servers.catalog(audit.at());
                if (catalog.query(audit.exists().sql()).get(0).columns().containsValue(false)) {
                    continue;
                }
                fresh.addAll(look(servers, audit, known, told -> note(entry, journal, clock, who, told)));
            }
        }
        return fresh;
    }

    private static void note(Entry entry, Journal journal, Clock clock, String who, String told) {
        journal.append(entry.name(), clock.now(), who, STRAY, told, "{}");
    }

    private static List<String> look(Servers servers, AuditSlot audit, Set<String> known, Consumer<String> note) {
        Catalog catalog = servers.catalog(audit.at());
        List<String> fresh = new ArrayList<>();
        boolean more = true;
        while (more) {
            String flushed = catalog.query(AuditSlot.FLUSHED).get(0).text("lsn");
            List<Row> messages = catalog.query(audit.strays(Backlog.LOOK));
            for (ChangedRows stray : Decoding.of(messages)) {
                String told = WayBackReading.told(audit, stray);
                if (known.add(told)) {
                    note.accept(told);
                    fresh.add(told);
                }
            }
            more = cutShort(messages);
            String end = Decoding.end(messages);
            try (Session session = servers.session(audit.at())) {
                session.execute(audit.advanceTo(more && end != null ? end : flushed), LOCK, READING);
            }
        }
        return fresh;
    }

    /** Whether a look ended before everything was read. */
    static boolean cutShort(List<Row> messages) {
        return !messages.isEmpty() && messages.get(messages.size() - 1).number("n") >= Backlog.LOOK;
    }
}
