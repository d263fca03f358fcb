package io.pgbaton.postgres;

/**
 * A logical replication slot with the plugin pgoutput: keeps on the publisher what its subscriber has not confirmed. The
 * name is lower-case letters, digits and underscores (DOMAIN I-05).
 */
public record ReplicationSlot(String name) {
    /** Waits for every transaction running in the whole cluster (DOMAIN LAW-4); lock_timeout ends that wait cleanly. */
    public Sql create() {
        return Sql.each("SELECT pg_catalog.pg_create_logical_replication_slot(" + literal() + ", 'pgoutput')");
    }

    /** Ends whoever uses the slot and drops it; repeatable. A slot in use answers 55006, which is worth repeating. */
    public Sql drop() {
        String mine = " FROM pg_catalog.pg_replication_slots WHERE slot_name = " + literal();
        return Sql.each(
                "SELECT pg_catalog.pg_terminate_backend(active_pid)" + mine + " AND active_pid IS NOT NULL",
                "SELECT pg_catalog.pg_drop_replication_slot(slot_name)" + mine);
    }

    /**
     * Forgets everything up to now, which must have been flushed by a synchronous commit before: advancing is clamped to the
     * flushed position.
     */
    public Sql advance() {
        return Sql.each("SELECT pg_catalog.pg_replication_slot_advance(" + literal()
                + ", pg_catalog.pg_current_wal_insert_lsn())");
    }

    /** The same while nobody reads the slot; nothing happens where it is not there. */
    public Sql advanceIfIdle() {
        return Sql.each(
                "SELECT pg_catalog.pg_replication_slot_advance(slot_name, pg_catalog.pg_current_wal_flush_lsn())"
                        + " FROM pg_catalog.pg_replication_slots WHERE slot_name = " + literal()
                        + " AND NOT active AND confirmed_flush_lsn < pg_catalog.pg_current_wal_flush_lsn()");
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "the replication slot " + name + " exists",
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_replication_slots WHERE slot_name = " + literal() + ")");
    }

    private String literal() {
        return Identifier.literal(name);
    }
}
