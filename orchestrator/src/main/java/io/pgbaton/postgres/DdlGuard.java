package io.pgbaton.postgres;

/**
 * Event triggers that see the DDL of others in one database and refuse it or write it down (DOMAIN A.9). Only a superuser may make
 * them. They do not see roles and databases, which belong to the whole cluster, nor commands run with event_triggers = off. DDL of
 * this upgrade, of temporary objects, and what changes no definition passes, and so does a session that asks for it.
 */
public record DdlGuard(String upgrade) {
    /** A session that sets this to {@code allowed} passes. */
    public static final String PASS = "pgbaton.ddl";

    private static final String BODY = """
            DECLARE
              seen text;
            BEGIN
              IF current_setting('application_name') LIKE 'pgbaton %' OR current_setting('{pass}', true) = 'allowed' THEN
                RETURN;
              END IF;
              IF TG_EVENT = 'sql_drop' THEN
                SELECT string_agg(object_type || ' ' || object_identity, ', ' ORDER BY object_identity) INTO seen
                FROM pg_event_trigger_dropped_objects() WHERE original AND NOT is_temporary;
              ELSE
                SELECT string_agg(concat_ws(' ', object_type, object_identity), ', ' ORDER BY object_identity) INTO seen
                FROM pg_event_trigger_ddl_commands()
                WHERE schema_name IS DISTINCT FROM 'pg_temp' AND NOT in_extension
                  AND command_tag NOT IN ('COMMENT', 'REFRESH MATERIALIZED VIEW', 'REINDEX', 'SECURITY LABEL');
              END IF;
              IF seen IS NOT NULL THEN
                {act}
              END IF;
            END
            """;

    private static final String REFUSE = """
            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
                  MESSAGE = TG_TAG || ' of ' || seen || ' is refused: this database is being upgraded, and DDL is not replicated',
                  HINT = 'Wait until the upgrade is finished; or make the same change on both servers, and pass here with SET {pass} = allowed.';""";

    private static final String RECORD = """
            INSERT INTO {table} (at, who, command, object)
                VALUES (clock_timestamp(), session_user || coalesce(' (' || nullif(current_setting('application_name'), '') || ')', ''), TG_TAG, seen);""";

    private Marker marker() {
        return new Marker(upgrade);
    }

    /** What was written down. Unlogged, so that it is never published; a crash of the server empties it. */
    public TableName table() {
        return new TableName(marker().schema(), "ddl");
    }

    private String function() {
        return new TableName(marker().schema(), "guard_ddl").sql();
    }

    private String trigger(String event) {
        return Identifier.quote(Identifier.plain("pgbaton", upgrade, event));
    }

    /** DDL of others fails from now on. */
    public Sql refusing() {
        return guard(REFUSE);
    }

    /** DDL of others is written down from now on. */
    public Sql recording() {
        return Sql.of("CREATE UNLOGGED TABLE " + table().sql()
                        + " (at timestamptz NOT NULL, who text NOT NULL, command text NOT NULL, object text NOT NULL)")
                .then(guard(RECORD.replace("{table}", table().sql())));
    }

    private Sql guard(String act) {
        String body = BODY.replace("{act}", act).replace("{pass}", PASS);
        return Sql.of(
                "CREATE FUNCTION " + function() + "() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER"
                        + " SET search_path = pg_catalog, pg_temp AS $pgbaton$\n" + body + "$pgbaton$",
                "CREATE EVENT TRIGGER " + trigger("drop") + " ON sql_drop EXECUTE FUNCTION " + function() + "()",
                "CREATE EVENT TRIGGER " + trigger("ddl") + " ON ddl_command_end EXECUTE FUNCTION " + function() + "()");
    }

    /** Repeatable. */
    public Sql drop() {
        return Sql.of(
                "DROP EVENT TRIGGER IF EXISTS " + trigger("ddl"),
                "DROP EVENT TRIGGER IF EXISTS " + trigger("drop"),
                "DROP FUNCTION IF EXISTS " + function() + "()",
                "DROP TABLE IF EXISTS " + table().sql());
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "DDL of others is guarded in " + at,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtfoid = pg_catalog.to_regproc("
                        + Identifier.literal(function()) + "))");
    }
}
