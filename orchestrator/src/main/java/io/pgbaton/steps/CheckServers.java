package io.pgbaton.steps;

import io.pgbaton.plan.RolePolicy;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Looks at both servers: versions, direction, identity, and the settings that replication as such depends on. */
public final class CheckServers implements Step {
    private static final int OLDEST = 10;
    /** From this major on, names of roles, databases and tablespaces may not have line breaks. */
    private static final int REFUSES_BREAKS = 19;
    /** From this major on, the encoding MULE_INTERNAL is gone. */
    private static final int WITHOUT_MULE = 19;
    /** From this major on, a logical slot raises the level by itself. */
    private static final int LEVEL_RAISES_ITSELF = 19;

    @Override
    public String name() {
        return "check-servers";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at both servers: versions, direction, identity");
        versions(check);
        identity(facts, check);
        databases(facts, check);
        refusedNames(facts, check);
        for (Server server : check.publishers()) {
            walLevel(check, server);
            retention(check, server);
            synchronousStandbys(facts, check, server);
        }
        return check.work();
    }

    private static void versions(Preflight check) {
        MajorVersion source = check.version(Server.SOURCE);
        MajorVersion target = check.version(Server.TARGET);
        if (!source.atLeast(OLDEST)) {
            check.found(
                    ServerChecks.TOO_OLD,
                    "source",
                    "it is PostgreSQL " + source,
                    "use pg_dump or pg_upgrade to get to version " + OLDEST + " or later first");
        }
        if (target.compareTo(source) <= 0) {
            check.found(
                    ServerChecks.DIRECTION,
                    "source and target",
                    "the source is PostgreSQL " + source + " and the target PostgreSQL " + target
                            + ", which is not a later major version",
                    "name the old server as source and the new one as target");
        }
    }

    private static void identity(Facts facts, Preflight check) {
        String source = check.server(Server.SOURCE).text("system_identifier");
        if (source.equals(check.server(Server.TARGET).text("system_identifier"))) {
            check.found(
                    ServerChecks.SAME,
                    "source and target",
                    "both have the system identifier " + source
                            + ": they are one cluster, or one is a physical copy of the other; replicating would hang",
                    "make the target with initdb of the new version and correct its host and port in the plan");
        }
        for (Server server : Server.values()) {
            String pinned = Streams.endpoint(facts.plan(), server).systemIdentifier();
            String found = check.server(server).text("system_identifier");
            if (pinned != null && !pinned.equals(found)) {
                check.found(
                        ServerChecks.SAME,
                        server.word(),
                        "the plan wants the cluster " + pinned + " and finds " + found
                                + ": another cluster answers at this address",
                        "correct host and port of the " + server.word() + ", or its systemIdentifier");
            }
            if (check.server(server).flag("in_recovery")) {
                check.found(
                        ServerChecks.STANDBY,
                        server.word(),
                        "the server is a standby in recovery, where nothing can be created",
                        "name the primary in the plan");
            }
        }
    }

    private static void databases(Facts facts, Preflight check) {
        List<String> movable = facts.cluster(Server.SOURCE).ask("databases").stream()
                .map(row -> row.text("name"))
                .toList();
        for (String database : facts.databases()) {
            if (!movable.contains(database)) {
                check.found(
                        ServerChecks.DATABASE,
                        new Place(Server.SOURCE, database).toString(),
                        "there is no such database, or it is a template or refuses connections, so that it cannot be"
                                + " replicated",
                        "name one of: " + String.join(", ", movable));
            } else if (check.version(Server.TARGET).atLeast(WITHOUT_MULE)
                    && facts.cluster(Server.SOURCE)
                            .one("database", database)
                            .text("encoding")
                            .equals("MULE_INTERNAL")) {
                check.found(
                        ServerChecks.ENCODING_GONE,
                        new Place(Server.SOURCE, database).toString(),
                        "its encoding is MULE_INTERNAL, which PostgreSQL " + WITHOUT_MULE + " and later do not have");
            }
        }
        for (Place place : check.databases(Server.TARGET)) {
            Place source = new Place(Server.SOURCE, place.database());
            if (facts.exists(source)) {
                locale(
                        check,
                        place,
                        facts.cluster(Server.SOURCE).one("database", place.database()),
                        facts.cluster(Server.TARGET).one("database", place.database()));
            }
        }
    }

    /** A tablespace stays where it is, and so may be called anything. */
    private static void refusedNames(Facts facts, Preflight check) {
        if (!check.version(Server.TARGET).atLeast(REFUSES_BREAKS)) {
            return;
        }
        boolean roles = facts.plan().roles() == RolePolicy.COPY;
        for (Row row : facts.cluster(Server.SOURCE).ask("names-with-breaks")) {
            String name = row.text("name");
            boolean moves = row.text("kind").equals("role")
                    ? roles
                    : row.text("kind").equals("database") && facts.databases().contains(name);
            if (moves) {
                check.found(
                        ServerChecks.BREAK_IN_NAME,
                        "source " + row.text("kind") + " " + name.replaceAll("[\\r\\n]", "?"),
                        "there is a line break where the question mark is");
            }
        }
    }

    private static void locale(Preflight check, Place place, Row source, Row target) {
        if (!source.text("encoding").equals(target.text("encoding"))) {
            check.found(
                    ServerChecks.ENCODING,
                    place.toString(),
                    "its encoding is " + target.text("encoding") + " and that of the source " + source.text("encoding"),
                    check.cluster(Server.TARGET),
                    "DROP DATABASE " + Identifier.quote(place.database()));
        }
        String before = source.maybe("collate") + ", " + source.maybe("ctype");
        String after = target.maybe("collate") + ", " + target.maybe("ctype");
        if (!before.equals(after)) {
            check.found(
                    ServerChecks.COLLATION,
                    place.toString(),
                    "its collation is " + after + " and that of the source " + before);
        }
    }

    private static void walLevel(Preflight check, Server server) {
        String level = check.server(server).text("wal_level");
        boolean raises = level.equals("replica") && check.version(server).atLeast(LEVEL_RAISES_ITSELF);
        if (!level.equals("logical") && !raises) {
            check.found(
                    server == Server.SOURCE ? ServerChecks.WAL_LEVEL : CapacityChecks.REVERSE,
                    server.word() + " wal_level",
                    "it is " + level + ", and nothing can be replicated from the " + server.word(),
                    check.cluster(server),
                    "ALTER SYSTEM SET wal_level = 'logical'",
                    "restart the server then" + (server == Server.SOURCE ? "" : "; or set reverse.enabled: false"));
        }
    }

    /** Settings that make the server throw a slot away, and with it the copy or the way back. */
    static void retention(Preflight check, Server server) {
        Map<String, String> settings =
                check.settings(server, "max_slot_wal_keep_size", "idle_replication_slot_timeout");
        String keep = settings.getOrDefault("max_slot_wal_keep_size", "-1");
        if (!keep.equals("-1")) {
            check.found(
                    ServerChecks.SLOT_LIMIT,
                    server.word() + " max_slot_wal_keep_size",
                    "it is " + keep,
                    check.cluster(server),
                    reloaded("max_slot_wal_keep_size", "-1"),
                    "watch its disk then");
        }
        String idle = settings.getOrDefault("idle_replication_slot_timeout", "0");
        if (!idle.equals("0")) {
            check.found(
                    ServerChecks.SLOT_TIMEOUT,
                    server.word() + " idle_replication_slot_timeout",
                    "it is " + idle,
                    check.cluster(server),
                    reloaded("idle_replication_slot_timeout", "0"));
        }
    }

    /** The statements that change a setting of a running server. */
    static String reloaded(String setting, String value) {
        return "ALTER SYSTEM SET " + setting + " = " + value + ";\nSELECT pg_reload_conf()";
    }

    /** A subscriber that counts as a synchronous standby would let every commit of the publisher wait for it. */
    private static void synchronousStandbys(Facts facts, Preflight check, Server server) {
        String standbys =
                check.settings(server, "synchronous_standby_names").getOrDefault("synchronous_standby_names", "");
        List<String> names = Arrays.stream(standbys.split("[\\s,()\"]+")).toList();
        boolean ours = Streams.from(facts, server).stream()
                .anyMatch(stream -> names.contains(stream.subscription().name()));
        if (names.contains("*") || ours) {
            check.found(
                    ServerChecks.SYNCHRONOUS,
                    server.word() + " synchronous_standby_names",
                    "it is '" + standbys + "': commits on the " + server.word() + " would wait for the "
                            + server.other().word());
        }
    }
}
