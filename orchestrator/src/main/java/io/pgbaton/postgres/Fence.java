package io.pgbaton.postgres;

/**
 * Keeps a database from being written by clients while replication goes on: new sessions are read-only (replication is not,
 * DOMAIN LAW-6), and where {@code closed} nobody but a superuser may connect (CONNECTION LIMIT 0 leaves replication alone,
 * D-P07). Sessions that are older than the fence are not touched by it and have to be ended.
 */
public record Fence(Place at, Marker marker, boolean closed) {
    /**
     * A session reads what it may do from the catalog before it is to be seen in pg_stat_activity. In between it holds this lock
     * on its database, which nobody else holds for longer than a moment.
     */
    private static final String BEGINNING = "pg_catalog.pg_locks l, pg_catalog.pg_database d"
            + " WHERE d.datname = pg_catalog.current_database() AND l.locktype = 'object'"
            + " AND l.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND l.objid = d.oid"
            + " AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()";

    /** Waits for the sessions that are beginning now; those that begin later find what was committed before. */
    private static final String BEGUN = "DO $$ DECLARE beginning integer[]; BEGIN"
            + " SELECT pg_catalog.array_agg(l.pid) INTO beginning FROM " + BEGINNING + ";"
            + " WHILE EXISTS (SELECT FROM " + BEGINNING + " AND l.pid = ANY (beginning)) LOOP"
            + " PERFORM pg_catalog.pg_sleep(0.0005); END LOOP; END $$";

    private String database() {
        return Identifier.quote(at.database());
    }

    private String row() {
        return " WHERE server = " + Identifier.literal(at.server().word());
    }

    private String setting() {
        return "EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase"
                + " WHERE d.datname = " + Identifier.literal(at.database())
                + " AND s.setrole = 0 AND 'default_transaction_read_only=on' = ANY (s.setconfig))";
    }

    /** Puts the fence up, remembering the connection limit in the marker table. */
    public Sql raise() {
        String readOnly = "ALTER DATABASE " + database() + " SET default_transaction_read_only = on";
        if (!closed) {
            return Sql.of(readOnly);
        }
        return Sql.of(
                "UPDATE " + marker.table().sql()
                        + " SET connection_limit = d.datconnlimit FROM pg_catalog.pg_database d" + row()
                        + " AND d.datname = pg_catalog.current_database()",
                readOnly,
                "ALTER DATABASE " + database() + " CONNECTION LIMIT 0");
    }

    /**
     * Puts the fence up, waits for sessions that were just beginning, notes the time by the server's own clock, then ends
     * sessions that are older: in one message. The time is read behind the commit of the fence, so that no session can be
     * younger than the time and unbound. It need not be durable: a server that crashed has no older sessions.
     *
     * @param evict {@link #evictAll} or {@link #evictIdle}
     */
    public Sql freeze(Sql evict) {
        return begin(raise())
                .then(begin(Sql.of("SET LOCAL synchronous_commit = off", BEGUN, stamp("pg_catalog.clock_timestamp()"))))
                .then(evict);
    }

    private static Sql begin(Sql sql) {
        return Sql.message("BEGIN").then(sql).then(Sql.message("COMMIT"));
    }

    /** Takes the fence down, in one message; its commit is durable before anybody can write. */
    public Sql lower() {
        return begin(durably(stamp("NULL")).then(lowered()));
    }

    private static Sql durably(String statement) {
        return Sql.of("SET LOCAL synchronous_commit = on", statement);
    }

    private Sql lowered() {
        String readWrite = "ALTER DATABASE " + database() + " RESET default_transaction_read_only";
        String limit = "DO $$ DECLARE wanted integer; BEGIN SELECT connection_limit INTO wanted FROM "
                + marker.table().sql() + row() + "; IF wanted IS NOT NULL THEN"
                + " EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT %s', current_database(), wanted); END IF; END $$";
        return closed ? Sql.of(limit, readWrite) : Sql.of(readWrite);
    }

    /**
     * Takes a fence down that was put up by {@link #freeze}, and then ends the sessions that began behind it: a session keeps
     * the default that it found, and a pooler would give it to one client after the other. Where the time of the fence was lost
     * with the server, every session is younger. The time is forgotten last, so that {@link #frozen} tells whether all of it was
     * done.
     */
    public Sql release() {
        String noted = "pgbaton.frozen_at";
        return Sql.message("SELECT pg_catalog.set_config('" + noted
                        + "', coalesce(frozen_at::text, '-infinity'), false) FROM "
                        + marker.table().sql() + row())
                .then(begin(Sql.of("SET LOCAL synchronous_commit = on").then(lowered())))
                .then(begin(Sql.of(BEGUN)))
                .then(Sql.message("SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
                        + " JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid, pg_catalog.pg_roles me"
                        + " WHERE me.rolname = current_user AND a.datname = pg_catalog.current_database()"
                        + " AND a.backend_type = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid()"
                        + " AND NOT (a.usename = current_user AND a.application_name LIKE 'pgbaton%')"
                        + " AND a.backend_start >= pg_catalog.current_setting('" + noted + "')::timestamptz"
                        // What we may not end stays as it is: its clients have to come again by themselves.
                        + " AND (me.rolsuper OR NOT r.rolsuper)"
                        + " AND (pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')"
                        + " OR pg_catalog.pg_has_role(current_user, 'pg_signal_backend', 'MEMBER'))"))
                .then(begin(durably(stamp("NULL"))));
    }

    private String stamp(String time) {
        return "UPDATE " + marker.table().sql() + " SET frozen_at = " + time + row();
    }

    public Probe.Holds up() {
        return Probe.holds(at, "new sessions on " + at + " are read-only", "SELECT " + setting());
    }

    /** What {@link #freeze} brings about; also true while {@link #release} has not come to its end. */
    public Probe.Holds frozen() {
        return Probe.holds(
                at,
                "new sessions on " + at + " are read-only",
                "SELECT " + setting() + " OR EXISTS (SELECT FROM "
                        + marker.table().sql() + row() + " AND frozen_at IS NOT NULL)");
    }

    public Probe.Holds down() {
        return Probe.holds(at, "new sessions on " + at + " may write", "SELECT NOT " + setting());
    }

    /** Sessions of this database that the fence does not bind: every kind but replication, maintenance and our own. */
    private String unbound() {
        return " FROM pg_catalog.pg_stat_activity a, " + marker.table().sql() + " m WHERE m.server = "
                + Identifier.literal(at.server().word())
                + " AND a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()"
                + " AND coalesce(a.backend_type, '') NOT LIKE 'logical replication%'"
                + " AND coalesce(a.backend_type, '') NOT IN ('walsender', 'autovacuum worker', 'parallel worker')"
                + " AND NOT (a.usename = current_user AND a.application_name LIKE 'pgbaton%')"
                // What we may not see may still write.
                + " AND (a.backend_start IS NULL OR a.backend_start < m.frozen_at)";
    }

    /** Ends sessions and tells whose they were. */
    private static Sql ending(String sessions) {
        return Sql.message("SELECT 'ended ' || count(*) || ' sessions: ' || string_agg(DISTINCT who, ', ') AS note FROM"
                + " (SELECT pg_catalog.format('%s (%s, %s)', a.usename, a.application_name,"
                + " coalesce(pg_catalog.host(a.client_addr), 'local')) AS who, pg_catalog.pg_terminate_backend(a.pid) AS ended"
                + sessions + ") s WHERE ended HAVING count(*) > 0");
    }

    /** Ends sessions older than the fence: all of them. */
    public Sql evictAll() {
        return ending(unbound());
    }

    /** Ends sessions older than the fence that are between two transactions. */
    public Sql evictIdle() {
        return ending(unbound() + " AND a.xact_start IS NULL");
    }

    /** Ends sessions that are within a transaction, fence or no fence: what a pooler waits for when it is to pause. */
    public Sql evictOpen() {
        return ending(
                " FROM pg_catalog.pg_stat_activity a WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()"
                        + " AND a.backend_type = 'client backend' AND a.xact_start IS NOT NULL"
                        + " AND NOT (a.usename = current_user AND a.application_name LIKE 'pgbaton%')");
    }

    /**
     * Nobody can write any more: no session older than the fence, no transaction that has written, no prepared one (DOMAIN
     * D.3, D.4).
     */
    public Probe.Holds proved() {
        return Probe.holds(
                at,
                "nobody can write on " + at,
                "SELECT old.n = 0 AND writing.n = 0 AND prepared.n = 0, old.n || ' older sessions, ' || writing.n"
                        + " || ' writing' || coalesce(': ' || writing.who, '') || ', ' || prepared.n || ' prepared transactions'"
                        + " FROM (SELECT count(*) AS n" + unbound() + ") old, (" + AuditSlot.WRITING + ") writing,"
                        + " (SELECT count(*) AS n FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database())"
                        + " prepared");
    }
}
