package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * What tells at little cost whether the schema of a database was changed since: how many rows its catalogs have, and who wrote them.
 * It is no comparison ({@link SchemaFingerprint} is); it is asked once more when there is no time for one. What tables, indexes and
 * vacuum do to pg_class by themselves, TRUNCATE among it, does not break it, and temporary objects are none of it.
 *
 * @param horizon a transaction id as old as any that was under way: what is written later has one that is not older
 * @param entries how many rows of catalogs it covers; {@code 0} where there was nothing to be sealed
 */
public record SchemaSeal(String horizon, long entries, String seal) {
    /** Of a database that is not there. */
    public static final SchemaSeal NONE = new SchemaSeal("3", 0, "");

    /** Up to so many rows, asking takes one or two milliseconds, which fits beside the drain. */
    private static final long CHEAP = 5_000;
    /** Objects below are made with the cluster. */
    private static final String FIRST = "16384";
    /** So many objects are named. */
    private static final int TOLD = 6;

    /** A catalog whose rows belong to objects of users. */
    private record Part(String catalog, String where, String described) {
        static Part ofTables(String catalog, String table, String described) {
            return new Part(
                    catalog, table + " >= " + FIRST + " AND " + table + " NOT IN (SELECT oid FROM t)", described);
        }
    }

    private static final String TEMPORARY = "'^pg_(toast_)?temp_'";

    private static final List<Part> PARTS = List.of(
            new Part(
                    "pg_attribute",
                    "attrelid >= " + FIRST + " AND attnum > 0 AND attrelid NOT IN (SELECT oid FROM t)",
                    "'pg_catalog.pg_class'::regclass, attrelid, attnum"),
            Part.ofTables("pg_attrdef", "adrelid", "'pg_catalog.pg_attrdef'::regclass, oid, 0"),
            new Part(
                    "pg_constraint",
                    "oid >= " + FIRST + " AND conrelid NOT IN (SELECT oid FROM t)",
                    "'pg_catalog.pg_constraint'::regclass, oid, 0"),
            Part.ofTables("pg_index", "indrelid", "'pg_catalog.pg_class'::regclass, indexrelid, 0"),
            Part.ofTables("pg_inherits", "inhrelid", "'pg_catalog.pg_class'::regclass, inhrelid, 0"),
            Part.ofTables("pg_trigger", "tgrelid", "'pg_catalog.pg_trigger'::regclass, oid, 0"),
            Part.ofTables("pg_rewrite", "ev_class", "'pg_catalog.pg_class'::regclass, ev_class, 0"),
            Part.ofTables("pg_policy", "polrelid", "'pg_catalog.pg_policy'::regclass, oid, 0"),
            new Part("pg_enum", "oid >= " + FIRST, "'pg_catalog.pg_type'::regclass, enumtypid, 0"),
            new Part(
                    "pg_type",
                    "oid >= " + FIRST + " AND typnamespace NOT IN (SELECT oid FROM tn)",
                    "'pg_catalog.pg_type'::regclass, oid, 0"),
            new Part(
                    "pg_proc",
                    "oid >= " + FIRST + " AND pronamespace NOT IN (SELECT oid FROM tn)",
                    "'pg_catalog.pg_proc'::regclass, oid, 0"),
            new Part(
                    "pg_namespace",
                    "oid >= " + FIRST + " AND nspname !~ " + TEMPORARY,
                    "'pg_catalog.pg_namespace'::regclass, oid, 0"));

    /** Seals the schema as it is now; throws {@link PostgresException}. */
    public static SchemaSeal of(Catalog catalog) {
        List<Row> rows = catalog.query("SELECT horizon, entries, seal FROM ("
                + sealed("(pg_catalog.mod(pg_catalog.txid_snapshot_xmin("
                        + "pg_catalog.txid_current_snapshot()), 4294967296))::text::xid")
                + ") s");
        return rows.isEmpty() || !rows.get(0).columns().containsKey("seal")
                ? NONE
                : new SchemaSeal(
                        rows.get(0).text("horizon"),
                        rows.get(0).number("entries"),
                        rows.get(0).text("seal"));
    }

    /** Nobody has changed it since. */
    public Probe.Holds unbroken(Place at) {
        return entries == 0
                ? since(at, "SELECT true")
                : since(
                        at,
                        "WITH s AS MATERIALIZED (" + sealed(literal()) + ")"
                                + " SELECT s.seal = " + Identifier.literal(seal) + ", CASE WHEN s.seal = "
                                + Identifier.literal(seal)
                                + " THEN s.entries || ' entries of catalogs, none is new' ELSE coalesce((SELECT pg_catalog.string_agg(what, ', ')"
                                + " FROM (" + young() + ") y), 'something was dropped') END, CASE WHEN s.seal <> "
                                + Identifier.literal(seal) + " THEN 'Infinity'::float8 END FROM s");
    }

    /** The same where it is cheap enough to be asked while clients wait; else it was asked right before. */
    public Probe.Holds unbrokenMeanwhile(Place at) {
        return entries <= CHEAP
                ? unbroken(at)
                : since(at, "SELECT true, 'asked right before the pause: " + entries + " entries of catalogs'");
    }

    private static Probe.Holds since(Place at, String sql) {
        return Probe.holds(at, "nobody has changed the schema of " + at + " since it was compared", sql)
                .orElse("run it again: the schemas are compared anew, and what differs is named with what to do");
    }

    private String literal() {
        return Identifier.literal(horizon) + "::xid";
    }

    private static String sealed(String horizon) {
        List<String> counts = new ArrayList<>(List.of("c.n"));
        List<String> sums = new ArrayList<>(List.of("c.n", "c.s"));
        StringBuilder from = new StringBuilder(" FROM h, (" + relations() + ") c");
        int number = 0;
        for (Part part : PARTS) {
            String name = "p" + number++;
            counts.add(name + ".n");
            sums.add(name + ".n");
            sums.add(name + ".s");
            from.append(", (SELECT pg_catalog.count(*) AS n, coalesce(sum(pg_catalog.age(xmin) - h.a), 0) AS s")
                    .append(" FROM pg_catalog.")
                    .append(part.catalog)
                    .append(", h WHERE ")
                    .append(part.where)
                    .append(") ")
                    .append(name);
        }
        return "WITH h AS MATERIALIZED (SELECT x, pg_catalog.age(x) AS a FROM (SELECT " + horizon + " AS x) l),"
                + " t AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence = 't'),"
                + " tn AS MATERIALIZED (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname ~ " + TEMPORARY + ")"
                + " SELECT h.x::text AS horizon, " + String.join(" + ", counts) + " AS entries,"
                + " pg_catalog.concat_ws(' ', " + String.join(", ", sums) + ") AS seal" + from;
    }

    /** By what it is, not by who wrote it: a new file for the same table is no change. */
    private static String relations() {
        return "SELECT pg_catalog.count(*) AS n, coalesce(sum(pg_catalog.hashname(relname)::bigint * (1 + relnatts + 64 * relchecks"
                + " + 4096 * (relrowsecurity::integer + 2 * relforcerowsecurity::integer + 4 * pg_catalog.ascii(relreplident::text)"
                + " + 512 * pg_catalog.ascii(relpersistence::text))) + 3 * relowner::bigint + 5 * relnamespace::bigint"
                + " + coalesce(7 * pg_catalog.hash_array(relacl)::bigint, 0)"
                + " + coalesce(11 * pg_catalog.hash_array(reloptions)::bigint, 0)), 0) AS s"
                + " FROM pg_catalog.pg_class WHERE oid >= " + FIRST
                + " AND relpersistence <> 't' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')";
    }

    /** What was written since, as people call it. */
    private String young() {
        String young = "pg_catalog.age(xmin) <= pg_catalog.age(" + literal() + ")";
        List<String> parts = new ArrayList<>();
        parts.add("SELECT 0 AS rank, pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, oid, 0) AS what"
                + " FROM pg_catalog.pg_class WHERE oid >= " + FIRST
                + " AND relpersistence <> 't' AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND " + young);
        for (Part part : PARTS) {
            parts.add("SELECT 1, pg_catalog.pg_describe_object(" + part.described + ") FROM pg_catalog." + part.catalog
                    + " WHERE " + part.where + " AND " + young);
        }
        return "WITH t AS (SELECT oid FROM pg_catalog.pg_class WHERE relpersistence = 't'),"
                + " tn AS (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname ~ " + TEMPORARY + ")"
                + " SELECT what FROM (" + String.join(" UNION ALL ", parts)
                + ") w WHERE what !~ ' pg_toast\\.' GROUP BY what ORDER BY pg_catalog.min(rank), what LIMIT " + TOLD;
    }
}
