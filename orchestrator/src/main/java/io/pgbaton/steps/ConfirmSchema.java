package io.pgbaton.steps;

import io.pgbaton.postgres.Drift;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.SchemaFingerprint;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Table;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares the schemas of both servers, object by object, before anything is changed for a switch: DDL is not replicated, and what
 * was changed on one of them alone stops replication, loses rows, or meets the application behind the switch (DOMAIN PF-O07).
 */
public final class ConfirmSchema implements Step {
    /** So many objects are told in a message; the table has them all. */
    private static final int TOLD = 10;

    private final Server from;

    public ConfirmSchema(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "confirm-schema";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Make sure that the schemas of both servers are alike");
        for (String database : facts.databases()) {
            Place left = new Place(from, database);
            Place right = new Place(from.other(), database);
            if (!facts.exists(left) || !facts.exists(right)) {
                continue;
            }
            Marker marker = Streams.marker(facts);
            // first: what is changed while they are compared breaks the seal
            Sealing.anew(facts, left);
            List<Drift> drift = SchemaFingerprint.of(facts.at(left), marker)
                    .drift(from, SchemaFingerprint.of(facts.at(right), marker), from);
            if (!drift.isEmpty()) {
                work.finding(finding(database, drift)).table(table(database, drift));
            }
        }
        return work.build();
    }

    private static Finding finding(String database, List<Drift> drift) {
        List<String> told = new ArrayList<>();
        Set<String> remedies = new LinkedHashSet<>();
        for (Drift one : drift.subList(0, Math.min(TOLD, drift.size()))) {
            told.add(one.toString());
            remedies.add(one.kind() + ": " + one.remedy());
        }
        int more = drift.size() - told.size();
        return new Finding(
                SwitchChecks.DRIFT,
                database,
                "the schemas of both servers differ: " + String.join("; ", told)
                        + (more > 0 ? "; and " + more + " more" : ""),
                String.join(". ", remedies));
    }

    private static Table table(String database, List<Drift> drift) {
        return new Table(
                "What differs in the schemas of " + database,
                List.of("kind", "object", "what", "to do"),
                () -> drift.stream()
                        .map(one -> List.of(one.kind(), one.object(), one.what(), one.remedy()))
                        .toList());
    }
}
