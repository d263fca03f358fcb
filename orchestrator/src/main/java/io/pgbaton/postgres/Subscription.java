package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;

/** A subscription of one database: whose changes come into it. Its slot is always made and dropped apart from it. */
public record Subscription(String name, ReplicationSlot slot, Publication publication) {
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
                create + Identifier.literal(conninfo.shownText()) + with);
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
                alter + " DISABLE", alter + " SET (slot_name = NONE)", "DROP SUBSCRIPTION " + Identifier.quote(name));
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
