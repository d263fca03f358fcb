package io.pgbaton.postgres;

/**
 * A second slot on a stream's publisher that nobody subscribes to: looking into it (which takes nothing out) tells what was
 * committed there behind the marker. Before the point of no return it proves that no write slipped through (DOMAIN D-20,
 * D-21), after it, it watches the fenced server until finish (D-24). Looking costs some 5 ms for every second of WAL at 1000
 * transactions per second, so the slot is made right before the pause.
 */
public record AuditSlot(Stream watched) {
    /** What {@link Marker} has to keep for this: columns of its table, in the publisher's row. */
    public static final String COLUMNS = "xid bigint, horizon bigint";

    /**
     * What the statement that writes the marker has to set: its own transaction id, and the oldest one that was under way in
     * the whole cluster. If every id from there on is a marker's, nobody else had one.
     */
    public static final String NOTED = "xid = pg_catalog.txid_current(),"
            + " horizon = pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot())";

    /** Every transaction id that the cluster has given out since is that of a marker. */
    private static final String ALONE = "w.xmax - m.horizon = k.n";

    /** A transaction id in a change is the lower half of what txid_current() answers. */
    private static final String EPOCH = "4294967296";

    /** Sessions of clients in this database that have written and not committed: how many, and whose. */
    static final String WRITING = "SELECT count(*) AS n, pg_catalog.string_agg(a.usename || ' (' || "
            + "coalesce(nullif(a.application_name, ''), 'no application name') || ', '"
            + " || coalesce(a.client_addr::text, 'local') || ', process ' || a.pid || ')', ', ') AS who"
            + " FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database()"
            + " AND a.backend_xid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()"
            + " AND a.backend_type NOT LIKE 'logical replication%'"
            + " AND a.backend_type NOT IN ('walsender', 'autovacuum worker')";

    /** How far the log is flushed: a look that begins now sees everything that was committed before. */
    public static final String FLUSHED = "SELECT pg_catalog.pg_current_wal_flush_lsn()::text AS lsn";

    private static final String LONG = "a.xact_start < pg_catalog.clock_timestamp() - interval '1 second'";

    public Place at() {
        return watched.publisherPlace();
    }

    public String name() {
        return slot().name();
    }

    private ReplicationSlot slot() {
        return new ReplicationSlot(Identifier.plain("pgbaton", watched.upgrade(), "audit", watched.database()));
    }

    private Marker marker() {
        return new Marker(watched.upgrade());
    }

    /**
     * No transaction that has written is older than a moment, in the whole cluster: making the slot would have to wait for it
     * (LAW-4), and so would a pause.
     */
    public Probe.Holds unhindered() {
        return Probe.holds(
                at(),
                "no transaction that has written stays open on the "
                        + watched.publisher().word(),
                "SELECT count(*) = 0, string_agg(who, ', ') FROM (SELECT pg_catalog.format('%s (%s, %s, process %s, in %s) for %s s',"
                        + " a.usename, a.application_name, coalesce(pg_catalog.host(a.client_addr), 'local'), a.pid, a.datname,"
                        + " EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::integer) AS who"
                        + " FROM pg_catalog.pg_stat_activity a WHERE a.backend_xid IS NOT NULL"
                        + " AND a.backend_type = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid() AND " + LONG
                        + " UNION ALL SELECT 'prepared ' || p.gid FROM pg_catalog.pg_prepared_xacts p) t");
    }

    /** Ends such transactions in this database. */
    public Sql unhinder() {
        return Sql.message("SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
                + " WHERE a.backend_xid IS NOT NULL AND a.backend_type = 'client backend'"
                + " AND a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND "
                + LONG);
    }

    /** Waits for every transaction running in the whole cluster, as any logical slot does (LAW-4). */
    public Sql create() {
        return slot().create();
    }

    public Sql drop() {
        return slot().drop();
    }

    public Probe.Holds exists() {
        return slot().exists(at());
    }

    public Probe.Holds gone() {
        return Probe.holds(at(), "the replication slot " + name() + " is gone", "SELECT NOT (" + exists().sql() + ")");
    }

    /** Forgets what is behind, without reading it to anybody. */
    public Sql advance() {
        return slot().advance();
    }

    /** Forgets everything up to a position, after what it held was told. */
    public Sql advanceTo(String lsn) {
        return Sql.each("SELECT pg_catalog.pg_replication_slot_advance(slot_name, " + Identifier.literal(lsn)
                + "::pg_lsn) FROM pg_catalog.pg_replication_slots WHERE slot_name = " + Identifier.literal(name())
                + " AND confirmed_flush_lsn < " + Identifier.literal(lsn) + "::pg_lsn");
    }

    /** Whether a look into the slot would read at most so many bytes of WAL. */
    public Probe.Holds close(long bytes) {
        String behind = "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), confirmed_flush_lsn)";
        return Probe.holds(
                at(),
                "the audit slot of " + watched.database() + " begins close behind",
                "SELECT " + behind + " <= " + bytes + ", pg_catalog.pg_size_pretty(" + behind + ") || ' behind'"
                        + " FROM pg_catalog.pg_replication_slots WHERE slot_name = " + Identifier.literal(name()));
    }

    /**
     * Whether nothing was committed behind the marker but what changes no row, and nobody is about to. First the cheap and
     * strict question: has the whole cluster given out any transaction id but those of markers? Only if so, the slot is looked
     * into, once everything committed is flushed, for what is not flushed is not decoded. What was found is the evidence.
     */
    public Probe.Holds silent() {
        return Probe.holds(
                        at(),
                        "nothing was written on " + at() + " behind the marker",
                        "WITH m AS (SELECT xid, horizon, frozen_at FROM "
                                + marker().table().sql() + " WHERE server = "
                                + Identifier.literal(watched.publisher().word()) + "),"
                                + " w AS (SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) AS xmax,"
                                + " pg_catalog.pg_current_wal_insert_lsn() AS inserted,"
                                + " pg_catalog.pg_current_wal_flush_lsn() AS flushed),"
                                + " o AS (" + WRITING + "),"
                                + " k AS " + markers() + ","
                                + " q AS (SELECT " + Identifier.literal(name()) + "::name AS slot FROM m, w, o, k"
                                + " WHERE NOT coalesce(" + ALONE + ", false)"
                                // while clients write, a look may have to wait for what is not flushed yet
                                + " AND m.frozen_at IS NOT NULL AND o.n = 0 AND " + flushed() + "),"
                                + Peek.of(watched, "q, LATERAL ", "q.slot", "NULL")
                                + ", a AS (SELECT t.committed AS marked FROM t, m WHERE t.x = m.xid % " + EPOCH + "),"
                                + " s AS (SELECT (SELECT marked FROM a) AS marked,"
                                + " count(*) FILTER (WHERE t.committed > (SELECT marked FROM a)) AS later,"
                                + " count(*) FILTER (WHERE t.committed > (SELECT marked FROM a) AND t.changed) AS strays FROM t)"
                                + " SELECT CASE WHEN o.n > 0 THEN false"
                                + " WHEN " + ALONE + " THEN true"
                                + " WHEN q.slot IS NULL THEN false"
                                + " ELSE (SELECT s.marked IS NOT NULL AND s.strays = 0 FROM s) END,"
                                + " CASE WHEN o.n > 0 THEN 'still writing: ' || o.who"
                                + " WHEN " + ALONE + " THEN 'marker ' || m.xid"
                                + " || ', no transaction but ' || k.n || ' of markers since horizon ' || m.horizon || ', next ' || w.xmax"
                                + " || ', WAL at ' || w.inserted" + confirmed()
                                + " WHEN q.slot IS NULL THEN 'WAL at ' || w.inserted || ' is flushed up to ' || w.flushed"
                                + " ELSE (SELECT coalesce('marker ' || m.xid || ' committed at ' || s.marked,"
                                + " 'the marker is not to be seen') || ', horizon ' || coalesce(m.horizon::text, 'open')"
                                + " || ', next ' || w.xmax || ', ' || s.later || ' transactions behind the marker, '"
                                + " || s.strays || ' of them changed rows, WAL at ' || w.inserted" + confirmed()
                                + " FROM s) END"
                                + ", CASE WHEN q.slot IS NOT NULL AND (SELECT s.strays > 0 FROM s) THEN 'Infinity'::float8 END"
                                + " FROM m CROSS JOIN w CROSS JOIN o CROSS JOIN k LEFT JOIN q ON true")
                .orElse("find out who writes around the fence: role, application and address are in pg_stat_activity");
    }

    /**
     * Shows the id of the transaction that writes a marker to the whole cluster, by a lock that the session keeps: each
     * database has a marker of its own and cannot read the others', but locks are seen from everywhere.
     */
    static String shown(String upgrade) {
        return "SELECT pg_catalog.pg_advisory_lock_shared(" + upgrade.hashCode()
                + ", pg_catalog.txid_current()::bit(32)::integer)";
    }

    /** How many transaction ids from the marker's horizon on are those of markers. */
    private String markers() {
        String id = "w.xmax - pg_catalog.mod(w.xmax - l.objid::bigint + " + EPOCH + ", " + EPOCH + ")";
        return "(SELECT count(DISTINCT l.objid) AS n FROM pg_catalog.pg_locks l, m, w WHERE l.locktype = 'advisory'"
                + " AND l.granted AND l.objsubid = 2 AND l.classid::bigint = "
                + Integer.toUnsignedString(watched.upgrade().hashCode()) + " AND " + id + " >= m.horizon)";
    }

    /** How far the subscriber has confirmed what the stream sent, for the evidence. */
    private String confirmed() {
        return " || ', confirmed by the subscriber up to ' || coalesce((SELECT r.confirmed_flush_lsn::text"
                + " FROM pg_catalog.pg_replication_slots r WHERE r.slot_name = "
                + Identifier.literal(watched.slot().name()) + "), 'nothing')";
    }

    /** The position differs from what is flushed by no more than the header of a page that was just begun. */
    private static String flushed() {
        String behind = "pg_catalog.pg_wal_lsn_diff(w.inserted, w.flushed)";
        return "(" + behind + " <= 0 OR (" + behind + " <= 40 AND pg_catalog.mod(pg_catalog.pg_wal_lsn_diff(w.flushed,"
                + " '0/0'), pg_catalog.current_setting('wal_block_size')::numeric) = 0))";
    }

    /**
     * The changes that clients made on the fenced server: not what replication brought (those have an origin), nothing of the
     * marker, and nothing that was committed before it, though the slot is a little older. At most {@code changes} are read, then to the end of that transaction. Columns {@code n} (a count of all that
     * was read), {@code x} (transaction id), {@code data} (what pgoutput says, for {@link Decoding}), in order; the last row is
     * the last one read, whatever it is.
     */
    public String strays(long changes) {
        // What ended before the marker was begun has an id below its horizon; the rest is told by where it was
        // committed.
        String older = "coalesce(pg_catalog.mod(t.x - pg_catalog.mod(m.horizon, " + EPOCH + ") + " + EPOCH + ", "
                + EPOCH + ") >= 2147483648, false)";
        String earlier = "coalesce(t.committed < (SELECT c.committed FROM t c WHERE c.x = pg_catalog.mod(m.xid, "
                + EPOCH + ")), false)";
        return "WITH m AS (SELECT max(xid) AS xid, max(horizon) AS horizon FROM "
                + marker().table().sql()
                + " WHERE server = " + Identifier.literal(watched.publisher().word()) + "), "
                + Peek.of(watched, "", Identifier.literal(name()), Long.toString(changes))
                + " SELECT d.n, d.x, d.data FROM m, d JOIN t ON t.x = d.x"
                + " WHERE d.k = 'R' OR (t.changed AND NOT t.brought AND NOT " + older + " AND NOT " + earlier
                + ") OR d.n = (SELECT max(n) FROM d) ORDER BY d.n";
    }
}
