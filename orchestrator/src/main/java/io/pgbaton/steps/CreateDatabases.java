package io.pgbaton.steps;

import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates the databases that the target lacks, with the source's encoding, locale, owner, grants and settings, and fences
 * every one of them: until the switchover nobody but replication writes there (DOMAIN LAW-6).
 */
public final class CreateDatabases implements Step {
    @Override
    public String name() {
        return "create-databases";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Create the databases that the target lacks, and fence all of them");
        Place cluster = facts.clusterPlace(Server.TARGET);
        for (String database : facts.databases()) {
            Place place = new Place(Server.TARGET, database);
            boolean exists = facts.exists(place);
            if (!exists) {
                create(facts, work, cluster, database);
            }
            Fence fence = new Fence(place, Streams.marker(facts), false);
            Probe.Holds up = fence.up();
            work.move(Change.creates(
                    "fence " + place,
                    cluster,
                    fence.raise(),
                    Probe.holds(cluster, up.sentence(), up.sql()),
                    Undo.with(exists ? open(database).then(limit(facts, database)) : open(database))));
        }
        return work.build();
    }

    /** Without the marker, which is gone when this is undone. */
    private static Sql open(String database) {
        return Sql.of(
                "SET LOCAL synchronous_commit = on",
                "ALTER DATABASE " + Identifier.quote(database) + " RESET default_transaction_read_only");
    }

    /** A fence that a switch back has put up closes the door as well; this opens it as far as it was. */
    private static Sql limit(Facts facts, String database) {
        long limit = facts.cluster(Server.TARGET).one("database", database).number("connection_limit");
        return Sql.of("ALTER DATABASE " + Identifier.quote(database) + " CONNECTION LIMIT " + limit);
    }

    private static void create(Facts facts, Work.Builder work, Place cluster, String database) {
        Row row = facts.cluster(Server.SOURCE).one("database", database);
        String name = Identifier.quote(database);
        work.move(Change.creates(
                "create the database " + database,
                cluster,
                Sql.each(statement(row, Streams.version(facts, Server.TARGET))),
                Probe.holds(
                        cluster,
                        "the database " + database + " exists",
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = "
                                + Identifier.literal(database) + ")"),
                Undo.with(Sql.each(
                        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = "
                                + Identifier.literal(database),
                        "DROP DATABASE " + name))));
        describe(facts, work, cluster, row);
        for (Row setting : facts.cluster(Server.SOURCE).ask("settings-of")) {
            if (database.equals(setting.maybe("database"))
                    && !setting.text("name").equals("default_transaction_read_only")) {
                work.move(Settings.change(setting, cluster));
            }
        }
    }

    private static String statement(Row row, MajorVersion target) {
        StringBuilder create = new StringBuilder("CREATE DATABASE ")
                .append(Identifier.quote(row.text("name")))
                .append(" TEMPLATE template0 OWNER ")
                .append(Identifier.quote(row.text("owner")))
                .append(locale(row, target));
        if (row.number("connection_limit") >= 0) {
            create.append(" CONNECTION LIMIT ").append(row.number("connection_limit"));
        }
        return create.toString();
    }

    /** The options of CREATE DATABASE that make texts mean the same as on the source. */
    static String locale(Row row, MajorVersion target) {
        StringBuilder create = new StringBuilder(" ENCODING ").append(Identifier.literal(row.text("encoding")));
        literal(create, "LC_COLLATE", row.maybe("collate"));
        literal(create, "LC_CTYPE", row.maybe("ctype"));
        String provider = row.maybe("provider");
        if (target.atLeast(15)) {
            create.append(" LOCALE_PROVIDER ")
                    .append("i".equals(provider) ? "icu" : "b".equals(provider) ? "builtin" : "libc");
            if ("i".equals(provider)) {
                literal(create, "ICU_LOCALE", row.maybe("locale"));
            } else if ("b".equals(provider)) {
                literal(create, "BUILTIN_LOCALE", row.maybe("locale"));
            }
        }
        return create.toString();
    }

    private static void literal(StringBuilder create, String option, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            create.append(' ').append(option).append(' ').append(Identifier.literal(value));
        }
    }

    /** Comment and grants; they go with the database. */
    private static void describe(Facts facts, Work.Builder work, Place cluster, Row row) {
        String name = Identifier.quote(row.text("name"));
        List<String> statements = new ArrayList<>();
        if (row.maybe("comment") != null) {
            statements.add("COMMENT ON DATABASE " + name + " IS " + Identifier.literal(row.text("comment")));
        }
        if (row.flag("has_acl")) {
            statements.add("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
            for (Row grant : facts.cluster(Server.SOURCE).ask("database-grants", row.text("name"))) {
                statements.add("GRANT " + grant.text("privilege") + " ON DATABASE " + name + " TO "
                        + grant.text("grantee") + (grant.flag("grantable") ? " WITH GRANT OPTION" : ""));
            }
        }
        if (!statements.isEmpty()) {
            work.move(Change.ensures(
                    "comment and grants of the database " + row.text("name"),
                    cluster,
                    Sql.of(statements),
                    Probe.holds(
                            cluster,
                            "comment and grants of " + row.text("name") + " are set",
                            "SELECT (datacl IS NOT NULL) = " + row.flag("has_acl")
                                    + " AND pg_catalog.shobj_description(oid, 'pg_database') IS NOT DISTINCT FROM "
                                    + (row.maybe("comment") == null ? "NULL" : Identifier.literal(row.text("comment")))
                                    + " FROM pg_catalog.pg_database WHERE datname = "
                                    + Identifier.literal(row.text("name"))),
                    Undo.needless("they go with the database")));
        }
    }
}
