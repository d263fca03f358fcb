package io.pgbaton.steps;

import io.pgbaton.plan.ExtensionTables;
import io.pgbaton.plan.Publishing;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks at the extensions: whether the target has them, and whose rows would not move or move twice. */
public final class CheckExtensions implements Step {
    /** They keep tables of their own that plain logical replication cannot follow. */
    private static final Map<String, Check> BEYOND =
            Map.of("timescaledb", ExtensionChecks.TIMESCALE, "citus", ExtensionChecks.CITUS);
    /** They replicate or keep partitions by themselves. */
    private static final Set<String> BESIDE = Set.of("pglogical", "bdr", "pg_partman", "spock");
    /** They run jobs in the database. */
    private static final Set<String> SCHEDULERS = Set.of("pg_cron", "pgagent", "pg_timetable");

    @Override
    public String name() {
        return "check-extensions";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the extensions");
        Map<String, String> available = new HashMap<>();
        facts.cluster(Server.TARGET)
                .ask("available-extensions")
                .forEach(row -> available.put(row.text("name"), row.text("version")));
        for (Place place : check.databases(Server.SOURCE)) {
            for (Row row : facts.at(place).ask("extensions")) {
                extension(check, place, row.text("name"), row.text("version"), available);
            }
            for (Row row : facts.at(place).ask("c-functions")) {
                check.found(
                        ExtensionChecks.C_FUNCTION,
                        place + " function " + row.text("function"),
                        "its library is " + row.text("library"));
            }
            if (facts.plan().publication() == Publishing.ALL_TABLES) {
                published(facts, check, place);
            }
            leftBehind(facts, check, place);
        }
        preloaded(check);
        return check.work();
    }

    private static void extension(
            Preflight check, Place place, String name, String version, Map<String, String> available) {
        String subject = place + " extension " + name;
        if (BEYOND.containsKey(name)) {
            check.found(Objects.requireNonNull(BEYOND.get(name)), subject, "it has version " + version);
            return;
        }
        if (BESIDE.contains(name)) {
            check.found(ExtensionChecks.BESIDE, subject, "it has version " + version);
        }
        if (SCHEDULERS.contains(name)) {
            check.found(TriggerChecks.JOBS, subject, "it runs jobs in this database");
        }
        if (name.equals("postgis")) {
            check.found(ExtensionChecks.POSTGIS, subject, "it has version " + version);
        }
        if (!available.containsKey(name)) {
            check.found(
                    ExtensionChecks.MISSING,
                    subject,
                    "it cannot be created on the target",
                    "install it there: it is in postgresql-contrib, or in a package like postgresql-"
                            + check.version(Server.TARGET) + "-" + name.replace('_', '-')
                            + "; or run in " + place + ": DROP EXTENSION " + Identifier.quote(name));
        } else if (older(available.get(name), version)) {
            check.found(
                    ExtensionChecks.OLDER,
                    subject,
                    "it has version " + version + ", and the target would create the older version "
                            + available.get(name));
        }
    }

    /** Compares dotted numbers; a version that is not made of them is never older. */
    private static boolean older(String one, String other) {
        if (!(one + "." + other).matches("[0-9]{1,9}(\\.[0-9]{1,9})*")) {
            return false;
        }
        return Arrays.compare(numbers(one), numbers(other)) < 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    /** FOR ALL TABLES publishes the tables of extensions too, which CREATE EXTENSION has filled on the target (PF-E03). */
    private static void published(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("tables")) {
            if (row.flag("of_extension")
                    && row.text("kind").equals("r")
                    && row.text("persistence").equals("p")) {
                check.found(
                        ExtensionChecks.FILLED,
                        place + " " + row.text("schema") + "." + row.text("name"),
                        "it belongs to an extension",
                        "set publication: listed");
            }
        }
    }

    /** Rows that users keep in tables of extensions, unless they are carried or published (PF-E02). */
    static void leftBehind(Facts facts, Preflight check, Place place) {
        if (facts.plan().publication() == Publishing.ALL_TABLES
                || facts.plan().extensionTables() == ExtensionTables.COPY) {
            return;
        }
        for (Row row : facts.at(place).ask("extension-configuration")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            // The extension's maker wrote the condition, for pg_dump to use in this very way.
            long rows = facts.at(place)
                    .query("SELECT count(*) AS rows FROM " + table.sql() + " " + row.text("condition"))
                    .get(0)
                    .number("rows");
            if (rows > 0) {
                check.found(
                        ExtensionChecks.ROWS,
                        place + " " + table,
                        "it belongs to the extension " + row.text("extension") + " and holds " + rows
                                + " rows of yours, which do not move",
                        "set extensionTables: copy; or copy them yourself after the switchover: COPY (SELECT * FROM "
                                + table.sql() + " " + row.text("condition") + ") TO …");
            }
        }
    }

    private static void preloaded(Preflight check) {
        Set<String> there = Set.copyOf(libraries(check, Server.TARGET));
        for (String library : libraries(check, Server.SOURCE)) {
            if (!there.contains(library)) {
                check.found(
                        ExtensionChecks.PRELOADED,
                        "target shared_preload_libraries",
                        library + " is loaded at the start of the source and not of the target");
            }
        }
    }

    private static List<String> libraries(Preflight check, Server server) {
        String list = check.settings(server, "shared_preload_libraries").getOrDefault("shared_preload_libraries", "");
        return Arrays.stream(list.split("[\\s,\"]+"))
                .filter(library -> !library.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }
}
