package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.DdlGuard;
import io.pgbaton.postgres.Drift;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaFingerprint;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableName;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what came apart while one server follows the other: their schemas, and the publication, the slot and the tables of the
 * stream between them (DOMAIN PF-O07, LAW-2, LAW-12).
 */
final class DriftReading {
    /** The phases in which one server follows the other. */
    static final Set<Phase> FOLLOWING =
            EnumSet.of(Phase.REPLICATING, Phase.IN_SYNC, Phase.SWITCHED_OVER, Phase.SWITCHED_BACK);

    /** So many recorded commands are told. */
    private static final int LATEST = 20;

    private DriftReading() {}

    /** What is not as it should be in one database; null where nothing is to be compared, or a server could not be asked. */
    static @Nullable List<Drift> read(Entry entry, Plan plan, Servers servers, Stream stream) {
        Phase phase = entry.stage().working();
        if (!FOLLOWING.contains(phase)) {
            return null;
        }
        try {
            Marker marker = new Marker(stream.upgrade());
            Place target = new Place(Server.TARGET, stream.database());
            if (!servers.ask(marker.schemaLoaded(target)).yes()) {
                return null;
            }
            List<Drift> drift = new ArrayList<>();
            boolean follows = phase != Phase.SWITCHED_OVER || plan.reverse().enabled();
            if (follows && (phase != Phase.REPLICATING || subscribed(servers, stream))) {
                stream(servers, stream, drift);
            }
            SchemaFingerprint left = SchemaFingerprint.of(servers.catalog(stream.publisherPlace()), marker);
            SchemaFingerprint right = SchemaFingerprint.of(servers.catalog(stream.subscriberPlace()), marker);
            boolean complete = servers.ask(marker.schemaComplete(target)).yes();
            drift.addAll(
                    complete
                            ? left.drift(stream.publisher(), right, stream.publisher())
                            : left.beforeData().drift(stream.publisher(), right.beforeData(), stream.publisher()));
            recorded(servers, stream, drift);
            return drift;
        } catch (PostgresException e) {
            return null;
        }
    }

    /** The same for every database by its name, but for those that could not be compared. */
    static Map<String, List<Drift>> read(Entry entry, Plan plan, Servers servers) {
        Map<String, List<Drift>> all = new TreeMap<>();
        Server publisher = Progress.publisher(entry.stage().working());
        for (String database : entry.databases()) {
            List<Drift> drift = read(entry, plan, servers, new Stream(entry.name(), database, publisher));
            if (drift != null) {
                all.put(database, drift);
            }
        }
        return all;
    }

    /** What the guard of the source's schema wrote down. */
    private static void recorded(Servers servers, Stream stream, List<Drift> drift) {
        TableName table = new DdlGuard(stream.upgrade()).table();
        Catalog source = servers.catalog(new Place(Server.SOURCE, stream.database()));
        String there = "SELECT 1 WHERE pg_catalog.to_regclass(" + Identifier.literal(table.sql()) + ") IS NOT NULL";
        if (source.query(there).isEmpty()) {
            return;
        }
        String latest = "SELECT command, object, who || ' at ' || at AS what FROM " + table.sql()
                + " ORDER BY at DESC LIMIT " + LATEST;
        for (Row row : source.query(latest)) {
            drift.add(new Drift(
                    "recorded DDL",
                    row.text("object"),
                    row.text("command") + " by " + row.text("what"),
                    "see that both servers have it"));
        }
    }

    private static boolean subscribed(Servers servers, Stream stream) {
        return servers.ask(stream.subscription().exists(stream.subscriberPlace()))
                .yes();
    }

    private static void stream(Servers servers, Stream stream, List<Drift> drift) {
        String publication = stream.publication().name();
        String subscription = stream.subscription().name();
        look(servers, "publication", publication, stream.publication().intact(stream.publisherPlace()), drift);
        look(
                servers,
                "replication slot",
                stream.slot().name(),
                new SlotMark(stream).intact(version(servers.catalog(stream.publisherPlace()))),
                drift);
        look(servers, "subscription", subscription, stream.subscription().intact(stream.subscriberPlace()), drift);
        look(
                servers,
                "subscription",
                subscription,
                stream.subscription().complete(stream.subscriberPlace(), stream.publisherPlace()),
                drift);
    }

    private static MajorVersion version(Catalog catalog) {
        return MajorVersion.ofNumber(catalog.one("server").number("version_num"));
    }

    private static void look(Servers servers, String kind, String name, Probe probe, List<Drift> drift) {
        Answer answer = servers.ask(probe);
        if (!answer.yes()) {
            drift.add(new Drift(
                    kind,
                    name,
                    "it is not so that " + probe.sentence()
                            + (answer.found().isBlank() ? "" : " (" + answer.found() + ")"),
                    Objects.requireNonNullElse(probe.remedy(), "")));
        }
    }
}
