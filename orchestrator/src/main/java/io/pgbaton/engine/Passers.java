package io.pgbaton.engine;

import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who comes to the server with the traffic around whoever sends clients there, and whom no fence keeps out. A pause of the
 * pooler does not hold them back; the fence ends their sessions, and what they write in spite of it is found by the audit.
 */
final class Passers {
    private final List<String> around = new ArrayList<>();
    private final Set<String> superusers = new LinkedHashSet<>();

    private Passers() {}

    /** Looks now. Throws what the servers and the traffic throw. */
    static Passers at(Server server, List<String> databases, Servers servers, Traffic traffic) {
        Passers passers = new Passers();
        Optional<Set<Long>> before = traffic.sessions();
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (String database : databases) {
            for (Row row : servers.catalog(servers.clusterPlace(server)).ask("client-sessions", database)) {
                String who = row.maybe("role") + " (" + application(row) + ", " + row.text("address") + ") in "
                        + server.word() + "/" + database;
                groups.computeIfAbsent(who, key -> new ArrayList<>()).add(row);
                if (row.flag("superuser")) {
                    passers.superusers.add(who);
                }
            }
        }
        // Asked twice: a pooler may have opened a session in between.
        before.ifPresent(first -> {
            Set<Long> pooled = new HashSet<>(first);
            traffic.sessions().ifPresent(pooled::addAll);
            groups.forEach((who, rows) -> passers.add(
                    who,
                    rows.stream()
                            .filter(row -> !pooled.contains(row.number("pid")))
                            .toList()));
        });
        return passers;
    }

    private static String application(Row row) {
        String name = row.maybe("application");
        return name == null || name.isBlank() ? "no application name" : name;
    }

    private void add(String who, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        long open = rows.stream().filter(row -> row.flag("open")).count();
        around.add(who + ": " + rows.size() + (rows.size() == 1 ? " session" : " sessions") + " since "
                + rows.get(0).maybe("since") + (open == 0 ? "" : ", " + open + " in a transaction"));
    }

    /** Each role, application and address that comes around the pooler, with how many sessions since when. */
    List<String> around() {
        return around;
    }

    /** What the check says of them. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (String who : around) {
            findings.add(new Finding(
                    PlanChecks.PASSER,
                    who.substring(0, who.indexOf(": ")),
                    "it is connected around the pooler (" + who.substring(who.indexOf(": ") + 2)
                            + "): no pause holds it back, it will see an error, and it does not follow to the target by"
                            + " itself"));
        }
        for (String who : superusers) {
            findings.add(new Finding(
                    PlanChecks.POWERFUL,
                    who,
                    "the role is a superuser: no limit on connections keeps it out while writes are stopped, so that only"
                            + " read-only transactions and the audit stand between it and a stray write"));
        }
        return findings;
    }
}
