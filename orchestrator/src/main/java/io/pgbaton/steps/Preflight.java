package io.pgbaton.steps;

import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the checks have in common: where they look, and how they write down what they find. */
final class Preflight {
    /** More findings of one kind than this are only counted. */
    private static final int NAMED = 20;

    private final Facts facts;
    private final Work.Builder work;
    private final Map<Server, Row> servers = new EnumMap<>(Server.class);
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();

    Preflight(Facts facts, String intent) {
        this.facts = facts;
        this.work = Work.intending(intent);
    }

    /** What sql/server.sql tells of the server. */
    Row server(Server server) {
        return servers.computeIfAbsent(server, it -> facts.server(it));
    }

    MajorVersion version(Server server) {
        return MajorVersion.ofNumber(server(server).number("version_num"));
    }

    boolean superuser(Server server) {
        return server(server).flag("superuser");
    }

    /** The databases of the upgrade that are on the server already; one that the source lacks is found by the first check. */
    List<Place> databases(Server server) {
        return facts.databases().stream()
                .map(database -> new Place(server, database))
                .filter(facts::exists)
                .toList();
    }

    /** Who publishes in this upgrade: the source, and the target where there is a way back. */
    List<Server> publishers() {
        return facts.plan().reverse().enabled() ? List.of(Server.SOURCE, Server.TARGET) : List.of(Server.SOURCE);
    }

    /** The settings by name; one that the server does not know is missing. */
    Map<String, String> settings(Server server, String... names) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Row row : facts.cluster(server).ask("settings", String.join(",", names))) {
            settings.put(row.text("name"), row.text("setting"));
        }
        return settings;
    }

    void block(String id, String subject, String message, String remedy) {
        add(Finding.block(id, subject, message, remedy));
    }

    void hazard(String id, String subject, String message, String remedy) {
        add(Finding.hazard(id, subject, message, remedy));
    }

    void info(String id, String subject, String message) {
        add(Finding.info(id, subject, message));
    }

    void requires(Probe probe) {
        work.requires(probe);
    }

    private void add(Finding finding) {
        findings.computeIfAbsent(finding.severity() + finding.id(), kind -> new ArrayList<>())
                .add(finding);
    }

    /** Everything found, kind by kind in the order in which each was found first. */
    Work work() {
        for (List<Finding> kind : findings.values()) {
            kind.stream().limit(NAMED).forEach(work::finding);
            if (kind.size() > NAMED) {
                work.finding(summary(kind.get(0), kind.size() - NAMED));
            }
        }
        return work.build();
    }

    private static Finding summary(Finding first, int more) {
        return new Finding(
                first.severity(),
                first.id(),
                more + " more",
                "the same is the matter with " + more + " more than the " + NAMED + " that are named",
                first.remedy().isEmpty() ? "" : "treat them in the same way");
    }
}
