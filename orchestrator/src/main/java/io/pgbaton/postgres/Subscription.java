package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;

/** A subscription of one database: whose changes come into it. Its slot is always made and dropped apart from it. */
public record Subscription(String name, ReplicationSlot slot, Publication publication) {
    private static final String MADE_AS = "made by pgbaton as ";

    /** What happens right when the subscription is made. */
    public enum Start {
        /** Copy every table, then follow. */
        COPYING,
        /** Follow from the slot's position, but only once enabled. */
        WAITING
    }

    /**
     * Makes the subscription on a slot that exists already (DOMAIN LAW-3), with the options that both majors know (DOMAIN
     * 0.5, B.4). Row security on the publisher is switched off for the copy, so that it fails instead of copying fewer rows
     * (LAW-11).
     *
     * @param asOwner apply as the subscription's owner instead of each table's, from 16 on: where row security is forced
     */
    public Sql create(
            Conninfo conninfo, MajorVersion publisher, MajorVersion subscriber, Start start, boolean asOwner) {
        List<String> options = new ArrayList<>();
        options.add("create_slot = false");
        options.add("slot_name = " + Identifier.literal(slot.name()));
        options.add("copy_data = " + (start == Start.COPYING));
        options.add("enabled = " + (start == Start.COPYING));
        if (subscriber.atLeast(14)) {
            boolean parallel = subscriber.atLeast(16) && publisher.atLeast(16);
            options.add("streaming = " + (parallel ? "parallel" : publisher.atLeast(14) ? "on" : "off"));
        }
        if (subscriber.atLeast(16)) {
            options.add("origin = none");
            options.add("run_as_owner = " + asOwner);
        }
        String with =
                " PUBLICATION " + Identifier.quote(publication.name()) + " WITH (" + String.join(", ", options) + ")";
        String create = "CREATE SUBSCRIPTION " + Identifier.quote(name) + " CONNECTION ";
        return Sql.secret(
                        create + Identifier.literal(conninfo.secretText()) + with,
                        create + Identifier.literal(conninfo.shownText()) + with)
                .then(remember());
    }

    /** Its oid as its comment: a subscription that was dropped and made anew has another one, and an origin that begins anew. */
    private Sql remember() {
        return Sql.of("DO $$ BEGIN EXECUTE pg_catalog.format('COMMENT ON SUBSCRIPTION %I IS %L', "
                + Identifier.literal(name) + ", (SELECT '" + MADE_AS + "' || s.oid" + mine() + ")); END $$");
    }

    /** It is the one that this upgrade made, and still reads its slot and follows its publication. */
    public Probe.Holds intact(Place at) {
        String found = "CASE WHEN s.oid IS NULL THEN 'it is gone'"
                + " WHEN pg_catalog.obj_description(s.oid, 'pg_subscription') IS DISTINCT FROM '" + MADE_AS
                + "' || s.oid THEN 'it was dropped and made anew'"
                + " WHEN s.subslotname IS DISTINCT FROM " + Identifier.literal(slot.name())
                + " THEN 'it reads ' || coalesce('the slot ' || s.subslotname, 'no slot')"
                + " WHEN s.subpublications <> ARRAY[" + Identifier.literal(publication.name()) + "]"
                + " THEN 'it follows ' || pg_catalog.array_to_string(s.subpublications, ', ') END";
        return Probe.holds(
                        at,
                        "the subscription " + name + " is as this upgrade made it",
                        "SELECT f.found IS NULL, coalesce(f.found, '') FROM (SELECT) x LEFT JOIN (SELECT s.oid, s.subslotname, s.subpublications"
                                + mine() + ") s ON true CROSS JOIN LATERAL (SELECT " + found + " AS found) f")
                .orElse(
                        "what was written meanwhile may be missing or there twice, and no catalog tells which rows: abandon the"
                                + " upgrade and begin it anew");
    }

    private String mine() {
        return " FROM pg_catalog.pg_subscription s WHERE s.subname = " + Identifier.literal(name)
                + " AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())";
    }

    public Sql enable() {
        return Sql.of("ALTER SUBSCRIPTION " + Identifier.quote(name) + " ENABLE");
    }

    public Sql disable() {
        return Sql.of("ALTER SUBSCRIPTION " + Identifier.quote(name) + " DISABLE");
    }

    /** Takes in tables that were published since, copies them, and forgets those that no longer are (DOMAIN LAW-2). */
    public Sql refresh() {
        return Sql.each("ALTER SUBSCRIPTION " + Identifier.quote(name) + " REFRESH PUBLICATION");
    }

    /** Commits what it applies durably at once, and so reports at once how far it is; it applies more slowly meanwhile. */
    public Sql confirmAtOnce() {
        return Sql.of("ALTER SUBSCRIPTION " + Identifier.quote(name) + " SET (synchronous_commit = 'local')");
    }

    /** Leaves durability to the WAL writer, as a subscription does by default. */
    public Sql confirmLater() {
        return Sql.of("ALTER SUBSCRIPTION " + Identifier.quote(name) + " SET (synchronous_commit = 'off')");
    }

    public Probe.Holds confirmsAtOnce(Place at) {
        return Probe.holds(
                at,
                "the subscription " + name + " commits durably",
                "SELECT EXISTS (" + row(" AND subsynccommit = 'local'") + ")");
    }

    /** Lets go of the slot first, so that the publisher need not answer (DOMAIN F-18); repeatable while it exists. */
    public Sql drop() {
        String alter = "ALTER SUBSCRIPTION " + Identifier.quote(name);
        return Sql.each(
                alter + " DISABLE",
                alter + " SET (slot_name = NONE)",
                // the server would keep it
                "COMMENT ON SUBSCRIPTION " + Identifier.quote(name) + " IS NULL",
                "DROP SUBSCRIPTION " + Identifier.quote(name));
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(at, "the subscription " + name + " exists", "SELECT EXISTS (" + row("") + ")");
    }

    public Probe.Holds enabled(Place at) {
        return Probe.holds(
                at, "the subscription " + name + " is enabled", "SELECT EXISTS (" + row(" AND subenabled") + ")");
    }

    public Probe.Holds disabled(Place at) {
        return Probe.holds(
                at,
                "the subscription " + name + " is disabled and its worker has gone",
                "SELECT EXISTS (" + row(" AND NOT subenabled")
                        + ") AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_subscription WHERE subname = "
                        + Identifier.literal(name) + " AND pid IS NOT NULL)");
    }

    /** Every table that belongs to the subscription is past its initial copy (state r). */
    public Probe.Holds ready(Place at) {
        return Probe.holds(
                at,
                "every table of the subscription " + name + " is copied and followed",
                "SELECT count(*) > 0 AND bool_and(r.srsubstate = 'r'), count(*) FILTER (WHERE r.srsubstate = 'r')"
                        + " || ' of ' || count(*) || ' tables are ready'" + relations());
    }

    /**
     * The same, for the initial copy, which the server begins anew whenever it fails (DOMAIN C-05): never, once it has failed
     * too often.
     *
     * @param subscriber from 15 on it counts what fails
     * @param before how often copying a table had failed before
     * @param limit how often it may fail after that
     */
    public Probe.Holds copied(Place at, MajorVersion subscriber, long before, int limit) {
        if (!subscriber.atLeast(15)) {
            return ready(at);
        }
        String failures =
                "(e." + (subscriber.atLeast(19) ? "sync_table_error_count" : "sync_error_count") + " - " + before + ")";
        return Probe.holds(
                at,
                ready(at).sentence(),
                "SELECT c.total > 0 AND c.ready = c.total, c.ready || ' of ' || c.total || ' tables are ready' || CASE WHEN "
                        + failures + " > 0 THEN '; copying failed ' || " + failures
                        + " || ' times; not ready: ' || coalesce(pg_catalog.array_to_string(c.missing[1:3], ', '), 'none')"
                        + " ELSE '' END, CASE WHEN " + failures + " >= " + limit + " THEN 'infinity'::float8 END"
                        + " FROM (SELECT min(s.oid) AS subid, count(*) AS total,"
                        + " count(*) FILTER (WHERE r.srsubstate = 'r') AS ready,"
                        + " array_agg(pg_catalog.format('%I.%I', n.nspname, c.relname) ORDER BY n.nspname, c.relname)"
                        + " FILTER (WHERE r.srsubstate <> 'r') AS missing" + relations()
                        + ") AS c CROSS JOIN LATERAL pg_catalog.pg_stat_get_subscription_stats(c.subid) AS e");
    }

    /**
     * The subscription knows exactly the tables that are published: one that is published and not known is skipped without
     * a word (DOMAIN LAW-2).
     */
    public Probe complete(Place subscriber, Place publisher) {
        return new Probe.Same(
                publisher,
                "SELECT schemaname || '.' || tablename FROM pg_catalog.pg_publication_tables WHERE pubname = "
                        + Identifier.literal(publication.name()),
                subscriber,
                "SELECT n.nspname || '.' || c.relname" + relations(),
                "the subscription " + name + " follows exactly the published tables",
                "create each table that is missing on " + subscriber
                        + " with the same definition, then run there: ALTER SUBSCRIPTION " + Identifier.quote(name)
                        + " REFRESH PUBLICATION");
    }

    private String relations() {
        return " FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_subscription_rel r ON r.srsubid = s.oid"
                + " JOIN pg_catalog.pg_class c ON c.oid = r.srrelid AND c.relkind <> 'S'"
                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE s.subname = " + Identifier.literal(name)
                + " AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())";
    }

    private String row(String more) {
        return "SELECT FROM pg_catalog.pg_subscription WHERE subname = " + Identifier.literal(name)
                + " AND subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
                + more;
    }
}
