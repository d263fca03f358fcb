package io.pgbaton.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** A publication of one database: which tables' changes leave it. */
public record Publication(String name) {
    private static final String MADE_AS = "made by pgbaton as ";

    /**
     * Publishes every table there is and will be. Needs a superuser; takes effect at once for every table, so each must have
     * a usable replica identity before (DOMAIN LAW-1).
     */
    public Sql createForAllTables() {
        return Sql.of("CREATE PUBLICATION " + Identifier.quote(name) + " FOR ALL TABLES", remember());
    }

    /** Publishes the tables named here; their owner may do it. */
    public Sql createFor(List<TableName> tables) {
        return Sql.of(
                "CREATE PUBLICATION " + Identifier.quote(name) + " FOR TABLE "
                        + tables.stream().map(table -> "ONLY " + table.sql()).collect(Collectors.joining(", ")),
                remember());
    }

    /** Its oid as its comment: a publication that was dropped and made anew has another one. */
    private String remember() {
        return "DO $$ BEGIN EXECUTE pg_catalog.format('COMMENT ON PUBLICATION %I IS %L', " + Identifier.literal(name)
                + ", (SELECT '" + MADE_AS + "' || oid FROM pg_catalog.pg_publication WHERE pubname = "
                + Identifier.literal(name) + ")); END $$";
    }

    /** Publishes one more table. */
    public Sql add(TableName table) {
        return Sql.of("ALTER PUBLICATION " + Identifier.quote(name) + " ADD TABLE ONLY " + table.sql());
    }

    public Probe.Holds publishes(Place at, TableName table) {
        return Probe.holds(
                at,
                "the publication " + name + " has " + table,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_publication_tables WHERE pubname = "
                        + Identifier.literal(name) + " AND schemaname = " + Identifier.literal(table.schema())
                        + " AND tablename = " + Identifier.literal(table.name()) + ")");
    }

    /**
     * It is the one that this upgrade made, and publishes every change of its tables. One that was made anew under a slot that
     * goes on is fatal: up to 17 applying fails for ever, from 18 on rows are lost without a word (DOMAIN LAW-12).
     */
    public Probe.Holds intact(Place at) {
        String made = "pg_catalog.obj_description(p.oid, 'pg_publication')";
        // what 15 and later can filter: columns and rows
        String filtered =
                "(SELECT pg_catalog.string_agg(r.prrelid::regclass::text, ', ') FROM pg_catalog.pg_publication_rel r"
                        + " WHERE r.prpubid = p.oid AND (pg_catalog.to_jsonb(r) ->> 'prqual' IS NOT NULL"
                        + " OR pg_catalog.to_jsonb(r) ->> 'prattrs' IS NOT NULL))";
        String found = "CASE WHEN p.oid IS NULL THEN 'it is gone'"
                + " WHEN " + made + " IS DISTINCT FROM '" + MADE_AS + "' || p.oid THEN 'it was dropped and made anew'"
                + " WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate)"
                + " THEN 'it does not publish every insert, update, delete and truncate'"
                + " WHEN p.pubviaroot THEN 'it publishes partitions as their root'"
                + " ELSE 'it leaves out rows or columns of ' || " + filtered + " END";
        return Probe.holds(
                        at,
                        "the publication " + name + " is as this upgrade made it",
                        "SELECT f.found IS NULL, coalesce(f.found, '') FROM (SELECT) x LEFT JOIN pg_catalog.pg_publication p"
                                + " ON p.pubname = " + Identifier.literal(name)
                                + " CROSS JOIN LATERAL (SELECT " + found + " AS found) f")
                .orElse(
                        "what was written meanwhile may be missing on the other server, and no catalog tells which rows:"
                                + " abandon the upgrade and begin it anew");
    }

    /** Only while no slot needs it any more: a publication dropped under a live slot is fatal (DOMAIN LAW-12). */
    public Sql drop() {
        return Sql.of("DROP PUBLICATION IF EXISTS " + Identifier.quote(name));
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "the publication " + name + " exists",
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = " + Identifier.literal(name)
                        + ")");
    }
}
