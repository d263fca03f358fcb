package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.List;

/** The undo of a loaded schema: empties the target's database of everything that was not there before. */
final class Emptying {
    private static final String PUBLIC = "public";

    private Emptying() {}

    /** Worked out before the schema is loaded, from what is there by then. */
    static Sql sql(Facts facts, Place at) {
        boolean exists = facts.exists(at);
        Marker marker = Streams.marker(facts);
        String extensions = exists ? facts.at(at).one("contents").text("extensions") : "{plpgsql}";
        String schemas = exists ? facts.at(at).one("contents").text("schemas") : "{public}";
        List<String> statements = new ArrayList<>();
        statements.add(block(extensions, schemas, marker.schema()));
        if (exists) {
            for (Row row : facts.at(at).ask("schema-grants", PUBLIC)) {
                statements.add(row.text("statement"));
            }
        }
        statements.add("COMMENT ON TABLE " + marker.table().sql() + " IS NULL");
        return Sql.of(statements);
    }

    private static String block(String extensions, String schemas, String marker) {
        return TEMPLATE.replace("{extensions}", Identifier.literal(extensions))
                .replace("{schemas}", Identifier.literal(schemas))
                .replace("{marker}", Identifier.literal(marker));
    }

    /** Relations go first, so that what belongs to them goes with them; then everything else in a schema that stays. */
    private static final String TEMPLATE = """
            DO $$
            DECLARE
              x record;
            BEGIN
              FOR x IN SELECT evtname FROM pg_catalog.pg_event_trigger e WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                         WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e') LOOP
                EXECUTE format('DROP EVENT TRIGGER %I', x.evtname);
              END LOOP;
              FOR x IN SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
                         AND nspname <> {marker} AND NOT nspname = ANY ({schemas}::text[])
                         AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                           WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = pg_namespace.oid AND d.deptype = 'e') LOOP
                EXECUTE format('DROP SCHEMA %I CASCADE', x.nspname);
              END LOOP;
              FOR x IN SELECT o.type, o.identity FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid
                         CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) o
                         WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.deptype = 'n'
                           AND n.nspname = ANY ({schemas}::text[]) AND n.nspname <> {marker} AND n.nspname !~ '^pg_'
                           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                             WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype IN ('e', 'i'))
                         ORDER BY d.classid = 'pg_catalog.pg_class'::regclass DESC, o.type = 'sequence', d.objid LOOP
                IF x.type IS NOT NULL AND x.type <> 'default acl' THEN
                  EXECUTE format('DROP %s IF EXISTS %s CASCADE', x.type, x.identity);
                END IF;
              END LOOP;
              FOR x IN SELECT extname FROM pg_catalog.pg_extension WHERE NOT extname = ANY ({extensions}::text[]) LOOP
                EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', x.extname);
              END LOOP;
              FOR x IN SELECT o.type, o.identity FROM (
                           SELECT 'pg_catalog.pg_cast'::regclass AS class, oid FROM pg_catalog.pg_cast
                           UNION ALL SELECT 'pg_catalog.pg_foreign_server'::regclass, oid FROM pg_catalog.pg_foreign_server
                           UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid FROM pg_catalog.pg_foreign_data_wrapper
                         ) g CROSS JOIN LATERAL pg_catalog.pg_identify_object(g.class, g.oid, 0) o
                         WHERE g.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                           WHERE e.classid = g.class AND e.objid = g.oid AND e.deptype = 'e') LOOP
                EXECUTE format('DROP %s IF EXISTS %s CASCADE', x.type, x.identity);
              END LOOP;
            END
            $$""";
}
