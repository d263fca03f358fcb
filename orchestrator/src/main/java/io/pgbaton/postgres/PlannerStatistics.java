package io.pgbaton.postgres;

/**
 * The planner's statistics of a database, as they are taken over from another server: what pg_dump --statistics-only writes, but
 * through a table beside the marker, so that the values in them, which are those of rows, stand in no statement that is shown or
 * kept (DOMAIN C.4). Only an 18 can be told statistics; any major can be read.
 *
 * @param upgrade beside whose marker the table is
 * @param from where they are read; what the role may not read is left out
 * @param to where they are made, 18 or later, by the owner of the tables or somebody who may maintain them
 */
public record PlannerStatistics(String upgrade, Place from, Place to) {
    /** From this major on a server can be told statistics. */
    public static final int SINCE = 18;

    /** From this major on those of ranges can be read by everybody. */
    private static final int RANGES = 17;

    private static final String VALUES =
            "null_frac real, avg_width integer, n_distinct real, most_common_vals text, most_common_freqs real[],"
                    + " histogram_bounds text, correlation real, most_common_elems text, most_common_elem_freqs real[],"
                    + " elem_count_histogram real[], range_length_histogram text, range_empty_frac real,"
                    + " range_bounds_histogram text";

    private static final String OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private static final String SOME_LEFT_OUT = "SELECT 1 FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't' AND " + OURS
            + " AND (c.reltuples <> 0 OR pg_catalog.pg_relation_size(c.oid) > 0) AND (" + columns() + " OR "
            + expressions() + " OR " + extended() + ")";

    private TableName table() {
        return new TableName(new Marker(upgrade).schema(), "statistic");
    }

    /** The table that they come through, unlogged and therefore not published. */
    public Sql create() {
        return Sql.of(
                "CREATE UNLOGGED TABLE " + table().sql()
                        + " (schema name NOT NULL, relation name NOT NULL, pages integer,"
                        + " tuples real, attname name, attnum smallint, inherited boolean, " + VALUES + ")",
                "REVOKE ALL ON TABLE " + table().sql() + " FROM PUBLIC");
    }

    /** Drops what {@link #create} made. */
    public Sql drop() {
        return Sql.of("DROP TABLE IF EXISTS " + table().sql());
    }

    /** Whether the table is there. */
    public Probe.Holds exists() {
        return Probe.holds(
                to,
                "the table that statistics come through exists",
                "SELECT pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ") IS NOT NULL");
    }

    /**
     * Takes over what the other server has, table by table; repeatable. What this server does not take, or has no table for, is
     * left out.
     *
     * @param version of the server that is read
     */
    public Sql transfer(MajorVersion version) {
        String truncate = "TRUNCATE " + table().sql();
        // JDBC has set how dates and floats are printed, on both servers.
        return Sql.each(truncate, "SET lc_monetary = 'C'", "SET IntervalStyle = postgres", "SET xmloption = content")
                .then(Sql.fed(
                        "COPY " + table().sql() + " FROM STDIN",
                        new Sql.Feed(from, "COPY (" + read(version) + ") TO STDOUT")))
                .then(Sql.of(make(), truncate));
    }

    private static String read(MajorVersion version) {
        boolean ranges = version.atLeast(RANGES);
        return "SELECT n.nspname, c.relname, CASE WHEN c.relkind <> 'p' AND c.reltuples > 0 THEN c.relpages END, c.reltuples,"
                + " s.attname, CASE WHEN c.relkind = 'i' THEN a.attnum END, s.inherited, s.null_frac, s.avg_width, s.n_distinct,"
                + " s.most_common_vals::text, s.most_common_freqs, s.histogram_bounds::text, s.correlation,"
                + " s.most_common_elems::text, s.most_common_elem_freqs, s.elem_count_histogram, "
                + (ranges
                        ? "s.range_length_histogram::text, s.range_empty_frac, s.range_bounds_histogram::text"
                        : "NULL, NULL, NULL")
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " LEFT JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname"
                + " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname"
                + " LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
                + " WHERE c.relkind IN ('r', 'm', 'p', 'f', 'i') AND c.relpersistence <> 't' AND " + OURS
                + (ranges ? "" : " AND t.typtype IS DISTINCT FROM 'r'");
    }

    /** What one column has is taken over whole or not at all; each relation is locked against ANALYZE until the next commit. */
    private String make() {
        StringBuilder values = new StringBuilder();
        for (String value : VALUES.split(", ")) {
            String name = value.substring(0, value.indexOf(' '));
            values.append(", '").append(name).append("', x.").append(name);
        }
        String relation = "'schemaname', x.schema::text, 'relname', x.relation::text";
        String attribute =
                " PERFORM pg_catalog.pg_clear_attribute_stats(x.schema::text, x.relation::text, x.attname::text, x.inherited);";
        return "DO $$ DECLARE x record; made boolean; n integer := 0; BEGIN FOR x IN SELECT s.* FROM " + table().sql()
                + " s WHERE pg_catalog.to_regclass(pg_catalog.format('%I.%I', s.schema, s.relation)) IS NOT NULL"
                + " ORDER BY s.schema, s.relation LOOP BEGIN"
                + " IF x.pages IS NOT NULL THEN PERFORM pg_catalog.pg_restore_relation_stats(" + relation
                + ", 'relpages', x.pages, 'reltuples', x.tuples); END IF;"
                + " IF x.attnum IS NOT NULL THEN PERFORM pg_catalog.pg_restore_attribute_stats(" + relation
                + ", 'attnum', x.attnum, 'inherited', x.inherited" + values + ");"
                + " ELSIF x.attname IS NOT NULL THEN made := pg_catalog.pg_restore_attribute_stats(" + relation
                + ", 'attname', x.attname::text, 'inherited', x.inherited" + values + ");"
                + " IF NOT made THEN" + attribute + " END IF; END IF;"
                + " EXCEPTION WHEN query_canceled THEN RAISE; WHEN OTHERS THEN"
                + " RAISE WARNING 'statistics of %.% are left out: %', x.schema, x.relation, sqlerrm; END;"
                + " n := n + 1; IF n % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$";
    }

    /** Has the server gather what it was not told, table by table. */
    public Sql gatherRest() {
        return Sql.each(
                "DO $$ DECLARE one record; BEGIN FOR one IN "
                        + SOME_LEFT_OUT.replaceFirst("SELECT 1 ", "SELECT n.nspname, c.relname ")
                        + " LOOP EXECUTE pg_catalog.format('ANALYZE %I.%I', one.nspname, one.relname); COMMIT; END LOOP; END $$");
    }

    /** Every table that has rows has statistics, of all its columns or as far as ANALYZE goes. */
    public Probe.Holds complete() {
        return Probe.holds(
                to,
                "every table of " + to.database() + " has statistics",
                "SELECT NOT EXISTS (" + SOME_LEFT_OUT
                        + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_user_tables u WHERE u.relid = c.oid"
                        + " AND (u.last_analyze IS NOT NULL OR u.last_autoanalyze IS NOT NULL)))");
    }

    private static String columns() {
        return "EXISTS (SELECT FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL ("
                + "SELECT true AS inherited WHERE c.relkind = 'p'"
                + " OR EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid)"
                + " UNION ALL SELECT false WHERE c.relkind <> 'p') k"
                + " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND coalesce(a.attstattarget, -1) <> 0"
                + " AND a.attgenerated <> 'v' AND NOT EXISTS (SELECT FROM pg_catalog.pg_stats s WHERE s.schemaname = n.nspname"
                + " AND s.tablename = c.relname AND s.attname = a.attname AND s.inherited = k.inherited))";
    }

    private static String expressions() {
        return "EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
                + " JOIN pg_catalog.pg_namespace xn ON xn.oid = x.relnamespace"
                + " CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)"
                + " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = k.place"
                + " WHERE i.indrelid = c.oid AND k.attnum = 0 AND x.relkind = 'i' AND coalesce(a.attstattarget, -1) <> 0"
                + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stats s WHERE s.schemaname = xn.nspname"
                + " AND s.tablename = x.relname AND s.attname = a.attname))";
    }

    private static String extended() {
        return "EXISTS (SELECT FROM pg_catalog.pg_statistic_ext e JOIN pg_catalog.pg_namespace en ON en.oid = e.stxnamespace"
                + " WHERE e.stxrelid = c.oid AND coalesce(e.stxstattarget, -1) <> 0"
                + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stats_ext v WHERE v.statistics_schemaname = en.nspname"
                + " AND v.statistics_name = e.stxname AND v.inherited IS NOT NULL))";
    }
}
