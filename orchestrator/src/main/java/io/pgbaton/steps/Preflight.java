package io.pgbaton.steps;

import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** The maintenance database of the server, for statements about the whole cluster. */
    Place cluster(Server server) {
        return facts.clusterPlace(server);
    }

    /** Something that nobody can do anything about, or where the check's own remedy says it all. */
    void found(Check check, String subject, String message) {
        found(check, subject, message, check.remedy());
    }

    void found(Check check, String subject, String message, String remedy) {
        found(new Finding(check, subject, message, remedy));
    }

    /** Something that one statement mends. */
    void found(Check check, String subject, String message, Place at, String sql) {
        found(check, subject, message, at, sql, "");
    }

    /** @param or what might be done instead; empty where there is nothing else */
    void found(Check check, String subject, String message, Place at, String sql, String or) {
        found(new Finding(check, subject, message, or, new Paste(at, sql), null));
    }

    void requires(Probe probe) {
        work.requires(probe);
    }

    void found(Finding finding) {
        findings.computeIfAbsent(finding.id(), kind -> new ArrayList<>()).add(finding);
    }

    /** Everything found, kind by kind in the order in which each was found first. */
    Work work() {
        findings.values().forEach(kind -> capped(kind).forEach(work::finding));
        return work.build();
    }

    /** The first of them by name, and one for all the others. */
    static List<Finding> capped(List<Finding> kind) {
        if (kind.size() <= NAMED) {
            return kind;
        }
        List<Finding> capped = new ArrayList<>(kind.subList(0, NAMED));
        capped.add(summary(kind.subList(NAMED, kind.size())));
        return capped;
    }

    private static Finding summary(List<Finding> rest) {
        Finding first = rest.get(0);
        return new Finding(
                first.check(),
                rest.size() + " more",
                "the same is the matter with " + rest.size() + " more than the " + NAMED + " that are named",
                first.remedy().isEmpty() ? "" : "treat them in the same way",
                together(rest),
                null);
    }

    /** One text to paste for all of them; none unless each has a statement for the same place. */
    private static @Nullable Paste together(List<Finding> rest) {
        Set<Place> places = new LinkedHashSet<>();
        Set<String> statements = new LinkedHashSet<>();
        for (Finding finding : rest) {
            Paste paste = finding.paste();
            if (paste == null) {
                return null;
            }
            places.add(paste.at());
            statements.add(paste.sql());
        }
        return places.size() == 1 ? new Paste(places.iterator().next(), String.join(";\n", statements)) : null;
    }
}
