package io.pgbaton.postgres;

/**
 * How a stream's slot is told from one that was dropped and made anew under the same name, which begins behind what its subscriber
 * lacks. No column of a slot tells that: positions and horizons go on from wherever it was made. But its statistics begin at nothing,
 * so they are reset once on purpose, from 14 on, and the time of that is kept as the comment of a column of the publisher's marker
 * table: a slot whose statistics were never reset is not the one that was made. Statistics survive a restart and are lost by a crash,
 * which the server's other statistics tell; behind one, nothing can be told.
 */
public record SlotMark(Stream stream) {
    /** The first major with statistics of slots. */
    private static final int STATISTICS = 14;

    private static final String COLUMN = "position";

    /** Makes the slot and marks it. It stays unmarked where its role may not reset statistics. */
    public Sql create() {
        return Sql.each(comment() + "NULL")
                .then(stream.slot().create())
                .then(Sql.each("DO $$ DECLARE mark timestamptz; BEGIN"
                        + " IF pg_catalog.current_setting('server_version_num')::integer < " + STATISTICS + "0000"
                        + " THEN RETURN; END IF;"
                        + " PERFORM pg_catalog.pg_stat_reset_replication_slot(" + name() + ");"
                        // up to 14, statistics are written down by another process, within half a second
                        + " FOR i IN 1..40 LOOP PERFORM pg_catalog.pg_stat_clear_snapshot();"
                        + " SELECT stats_reset INTO mark FROM pg_catalog.pg_stat_replication_slots WHERE slot_name = "
                        + name() + ";"
                        + " EXIT WHEN mark IS NOT NULL; PERFORM pg_catalog.pg_sleep(0.05); END LOOP;"
                        + " IF mark IS NOT NULL THEN EXECUTE pg_catalog.format('" + comment() + "%L', mark); END IF;"
                        + " EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"));
    }

    /** Drops the slot and forgets its mark; repeatable, also once the marker is gone. */
    public Sql drop() {
        return stream.slot()
                .drop()
                .then(Sql.each("DO $$ BEGIN IF pg_catalog.to_regclass(" + Identifier.literal(table())
                        + ") IS NOT NULL THEN " + comment() + "NULL; END IF; END $$"));
    }

    private String comment() {
        return "COMMENT ON COLUMN " + table() + "." + COLUMN + " IS ";
    }

    /** It is there, keeps what its subscriber lacks, and is the one that this upgrade made. */
    public Probe.Holds intact(MajorVersion publisher) {
        boolean told = publisher.atLeast(STATISTICS);
        String found = "CASE WHEN s.slot_name IS NULL THEN 'it is gone'"
                + " WHEN s.plugin IS DISTINCT FROM 'pgoutput' OR s.temporary"
                + " OR s.database IS DISTINCT FROM pg_catalog.current_database()"
                + " THEN pg_catalog.format('it is another one: a %s slot%s%s', CASE WHEN s.temporary THEN 'temporary ' ELSE '' END"
                + " || s.slot_type, ' of ' || s.plugin, ' in ' || s.database)"
                + " WHEN s.wal_status = 'lost' OR " + GIVEN_UP + " IS NOT NULL THEN 'the server has given it up'"
                + " || coalesce(' (' || " + GIVEN_UP + " || ')', '')"
                + (told ? " WHEN " + MADE_ANEW + " THEN 'it was dropped and made anew'" : "")
                + " END";
        return Probe.holds(
                        stream.publisherPlace(),
                        "the replication slot " + stream.slot().name() + " is the one that this upgrade made",
                        "SELECT f.found IS NULL, coalesce(f.found, '') FROM (SELECT pg_catalog.col_description(a.attrelid,"
                                + " a.attnum)::timestamptz AS mark FROM pg_catalog.pg_attribute a WHERE a.attrelid = "
                                + Identifier.literal(table()) + "::pg_catalog.regclass AND a.attname = '" + COLUMN
                                + "') m"
                                + " LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = " + name()
                                + (told
                                        ? " LEFT JOIN pg_catalog.pg_stat_replication_slots t ON t.slot_name = s.slot_name"
                                        : "")
                                + " CROSS JOIN LATERAL (SELECT " + found + " AS found) f")
                .orElse("what was written meanwhile is missing on the "
                        + stream.subscriber().word()
                        + ", and no catalog tells which rows: abandon the upgrade and begin it"
                        + " anew (until then, pgbaton compare " + stream.upgrade() + " names the rows)");
    }

    /** Why the server no longer keeps what the slot needs: 17 and later say so, 16 only that it does not. */
    private static final String GIVEN_UP = "coalesce(pg_catalog.to_jsonb(s) ->> 'invalidation_reason',"
            + " CASE WHEN pg_catalog.to_jsonb(s) ->> 'conflicting' = 'true' THEN 'conflicting' END)";

    /** A slot that a standby took over has statistics of its own, and so has everything behind a crash. */
    private static final String MADE_ANEW = "m.mark IS NOT NULL AND t.stats_reset IS NULL"
            + " AND coalesce(pg_catalog.to_jsonb(s) ->> 'synced', 'false') = 'false'"
            + " AND m.mark > least((SELECT stats_reset FROM pg_catalog.pg_stat_bgwriter),"
            + " (SELECT stats_reset FROM pg_catalog.pg_stat_archiver), (SELECT stats_reset FROM pg_catalog.pg_stat_wal))";

    private String table() {
        return new Marker(stream.upgrade()).table().sql();
    }

    private String name() {
        return Identifier.literal(stream.slot().name());
    }
}
