package io.pgbaton.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The large objects of a database, as they are carried to the other server beside replication, which never sees them (DOMAIN
 * PF-R21). The list of all and the pages of those that changed are put into tables beside the marker, and brought about from
 * there. What changed is told by the transactions that wrote the pages: writing or truncating an object writes a page.
 *
 * @param upgrade whose notes are kept
 * @param from where they are read, by a superuser
 * @param to where they are made, by a superuser
 */
public record LargeObjects(String upgrade, Place from, Place to) {
    /** What the note of {@link Carried} is about that tells from which transaction on pages are new. */
    private static final String SINCE = "large objects since";

    private static final String BATCH = "n := n + 1; IF n % 100 = 0 THEN COMMIT; END IF;";

    /** Who may do what, in an order of its own, as JSON; null where it was never said. */
    private static final String GRANTS =
            "(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),"
                    + " a.privilege_type, a.is_grantable) ORDER BY r.rolname, a.privilege_type)::text"
                    + " FROM pg_catalog.aclexplode(m.lomacl) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee)";

    private static final String ABOUT = "m.oid, pg_catalog.pg_get_userbyid(m.lomowner) AS owner, " + GRANTS
            + " AS grants, pg_catalog.obj_description(m.oid, 'pg_largeobject') AS comment";

    private TableName table(String name) {
        return new TableName(new Marker(upgrade).schema(), name);
    }

    private String list() {
        return table("large_object").sql();
    }

    private String pages() {
        return table("large_object_page").sql();
    }

    private String notes() {
        return new Carried(upgrade).table().sql();
    }

    /** The tables that they come through, unlogged and therefore not published. */
    public static Sql create(String upgrade) {
        LargeObjects objects = new LargeObjects(upgrade, new Place(Server.SOURCE, ""), new Place(Server.TARGET, ""));
        return Sql.of(
                "CREATE UNLOGGED TABLE " + objects.list() + " (oid oid PRIMARY KEY, owner name NOT NULL, grants text,"
                        + " comment text, pages bigint NOT NULL, bytes bigint NOT NULL, fresh boolean NOT NULL)",
                "CREATE UNLOGGED TABLE " + objects.pages()
                        + " (oid oid NOT NULL, at bigint NOT NULL, data bytea NOT NULL, PRIMARY KEY (oid, at))",
                "REVOKE ALL ON TABLE " + objects.list() + ", " + objects.pages() + " FROM PUBLIC");
    }

    /** Drops what {@link #create} made. */
    public static Sql drop(String upgrade) {
        LargeObjects objects = new LargeObjects(upgrade, new Place(Server.SOURCE, ""), new Place(Server.TARGET, ""));
        return Sql.of("DROP TABLE IF EXISTS " + objects.list() + ", " + objects.pages());
    }

    /** Whether the tables are there. */
    public static Probe.Holds ready(String upgrade, Place at) {
        LargeObjects objects = new LargeObjects(upgrade, at, at);
        return Probe.holds(
                at,
                "the tables that large objects come through exist",
                "SELECT pg_catalog.to_regclass(" + Identifier.literal(objects.pages()) + ") IS NOT NULL");
    }

    /** A query at the receiving server that tells since which transaction pages are new; no row if all of them are. */
    public String since() {
        return "SELECT token::bigint AS since FROM " + notes() + " WHERE what = " + Identifier.literal(SINCE);
    }

    /**
     * Makes the objects at the receiving server what they are now at the other one; repeatable. Many objects are worked on in
     * several transactions, for each takes a lock until its end.
     *
     * @param since what {@link #since} told; null for everything
     */
    public Sql carry(@Nullable Long since) {
        String fresh = since == null
                ? "true"
                : "((l.xmin::text::bigint - " + since + ") % 4294967296 + 4294967296) % 4294967296 < 2147483648";
        Sql sql = Sql.each(
                "TRUNCATE " + list() + ", " + pages(),
                "DELETE FROM " + notes() + " WHERE what = " + Identifier.literal(SINCE));
        // First of all: what is written while the rest is read counts as new the next time.
        sql = sql.then(fed(
                notes() + " (what, token)",
                "SELECT " + Identifier.literal(SINCE)
                        + ", pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot())"));
        sql = sql.then(fed(
                list() + " (oid, owner, grants, comment, pages, bytes, fresh)",
                "SELECT " + ABOUT + ", coalesce(p.pages, 0), coalesce(p.bytes, 0), coalesce(p.fresh, false)"
                        + " FROM pg_catalog.pg_largeobject_metadata m LEFT JOIN (SELECT l.loid, count(*) FILTER (WHERE pg_catalog.octet_length(l.data) > 0) AS pages,"
                        + " sum(pg_catalog.octet_length(l.data)) AS bytes, bool_or(" + fresh
                        + ") AS fresh FROM pg_catalog.pg_largeobject l GROUP BY l.loid) p ON p.loid = m.oid"));
        sql = sql.then(fed(
                pages() + " (oid, at, data)",
                "SELECT l.loid, l.pageno::bigint * (pg_catalog.current_setting('block_size')::integer / 4), l.data"
                        + " FROM pg_catalog.pg_largeobject l"
                        + (since == null
                                ? ""
                                : " WHERE l.loid IN (SELECT l.loid FROM pg_catalog.pg_largeobject l WHERE " + fresh
                                        + ")")));
        return sql.then(Sql.of(remove(), make(), describe(), "TRUNCATE " + pages()));
    }

    private Sql fed(String into, String query) {
        return Sql.fed("COPY " + into + " FROM STDIN", new Sql.Feed(from, "COPY (" + query + ") TO STDOUT"));
    }

    /** Those that are gone, and those that are made anew because something in them has changed. */
    private String remove() {
        return "DO $$ DECLARE x oid; n integer := 0; BEGIN FOR x IN SELECT m.oid FROM pg_catalog.pg_largeobject_metadata m"
                + " LEFT JOIN " + list()
                + " w ON w.oid = m.oid WHERE w.oid IS NULL OR w.fresh OR (w.pages = 0 AND EXISTS"
                + " (SELECT FROM pg_catalog.pg_largeobject l WHERE l.loid = m.oid)) LOOP"
                + " PERFORM pg_catalog.lo_unlink(x); " + BATCH + " END LOOP; END $$";
    }

    private String make() {
        return "DO $$ DECLARE x oid; n integer := 0; BEGIN FOR x IN SELECT w.oid FROM " + list()
                + " w WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata m WHERE m.oid = w.oid) LOOP"
                + " PERFORM pg_catalog.lo_create(x); PERFORM pg_catalog.lo_put(p.oid, p.at, p.data) FROM " + pages()
                + " p WHERE p.oid = x; " + BATCH + " END LOOP; END $$";
    }

    private String describe() {
        return "DO $$ DECLARE x record; g json; n integer := 0; BEGIN FOR x IN SELECT w.*, t.grants AS had FROM "
                + list()
                + " w JOIN (SELECT " + ABOUT + " FROM pg_catalog.pg_largeobject_metadata m) t ON t.oid = w.oid"
                + " WHERE (w.owner, w.grants, w.comment) IS DISTINCT FROM (t.owner, t.grants, t.comment) LOOP"
                + " EXECUTE format('ALTER LARGE OBJECT %s OWNER TO %I', x.oid, x.owner);"
                + " FOR g IN SELECT * FROM json_array_elements(x.had::json) LOOP"
                + " EXECUTE format('REVOKE ALL ON LARGE OBJECT %s FROM %s', x.oid, g ->> 0); END LOOP;"
                + " IF x.grants IS NOT NULL THEN EXECUTE format('REVOKE ALL ON LARGE OBJECT %s FROM %I', x.oid, x.owner);"
                + " ELSIF x.had IS NOT NULL THEN EXECUTE format('GRANT ALL ON LARGE OBJECT %s TO %I', x.oid, x.owner);"
                + " END IF;"
                + " FOR g IN SELECT * FROM json_array_elements(x.grants::json) LOOP"
                + " EXECUTE format('GRANT %s ON LARGE OBJECT %s TO %s%s', g ->> 1, x.oid, g ->> 0,"
                + " CASE WHEN (g ->> 2)::boolean THEN ' WITH GRANT OPTION' ELSE '' END); END LOOP;"
                + " EXECUTE format('COMMENT ON LARGE OBJECT %s IS %L', x.oid, x.comment); " + BATCH
                + " END LOOP; END $$";
    }

    /** Removes every large object of the receiving server, and the notes about them. */
    public Sql clear() {
        return Sql.each(
                "DELETE FROM " + notes() + " WHERE what LIKE 'large objects%'",
                "DO $$ DECLARE x oid; n integer := 0; BEGIN FOR x IN SELECT oid FROM"
                        + " pg_catalog.pg_largeobject_metadata LOOP PERFORM pg_catalog.lo_unlink(x); " + BATCH
                        + " END LOOP; END $$");
    }

    /** Both servers have the same objects, of the same lengths: counted, with the sums, to be asked under the fence. */
    public Probe same() {
        String sql = "SELECT pg_catalog.format('%s objects, %s pages, %s bytes, oids %s',"
                + " (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata),"
                + " count(*) FILTER (WHERE pg_catalog.octet_length(data) > 0),"
                + " coalesce(sum(pg_catalog.octet_length(data)), 0),"
                + " (SELECT coalesce(sum(oid::bigint), 0) FROM pg_catalog.pg_largeobject_metadata))"
                + " FROM pg_catalog.pg_largeobject";
        return new Probe.Same(
                from,
                sql,
                to,
                sql,
                "both servers have the same large objects in " + from.database(),
                "look who writes large objects on " + to + "; delete the note '" + SINCE + "' from " + notes()
                        + " there to have all of them carried anew");
    }
}
