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
            statements.add(REVOKING);
            for (Row row : facts.at(at).ask("grants-before")) {
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
                           AND d.classid <> 'pg_catalog.pg_extension'::regclass AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                             WHERE e.classid = d.classid AND e.objid = d.objid AND e.objsubid = 0 AND e.deptype IN ('e', 'i'))
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
                           UNION ALL SELECT 'pg_catalog.pg_language'::regclass, oid FROM pg_catalog.pg_language
                           UNION ALL SELECT 'pg_catalog.pg_am'::regclass, oid FROM pg_catalog.pg_am
                         ) g CROSS JOIN LATERAL pg_catalog.pg_identify_object(g.class, g.oid, 0) o
                         WHERE g.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                           WHERE e.classid = g.class AND e.objid = g.oid AND e.deptype = 'e') LOOP
                EXECUTE format('DROP %s IF EXISTS %s CASCADE', x.type, x.identity);
              END LOOP;
            END
            $$""";

    /** Before the grants of earlier are given back: the schema's grants on public, and its default privileges, which no DROP ends. */
    private static final String REVOKING = """
            DO $$
            DECLARE
              x record;
            BEGIN
              FOR x IN SELECT DISTINCT coalesce(quote_ident(r.rolname), 'PUBLIC') AS grantee
                         FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a
                         LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
                         WHERE n.nspname = 'public' AND pg_has_role(n.nspowner, 'USAGE') LOOP
                EXECUTE format('REVOKE ALL ON SCHEMA public FROM %s CASCADE', x.grantee);
              END LOOP;
              FOR x IN SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I', pg_get_userbyid(d.defaclrole))
                           || CASE WHEN n.nspname IS NULL THEN '' ELSE format(' IN SCHEMA %I', n.nspname) END AS head,
                         CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                           WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
                         ARRAY(SELECT DISTINCT coalesce(quote_ident(r.rolname), 'PUBLIC') FROM pg_catalog.aclexplode(d.defaclacl) a
                               LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee) AS grantees,
                         ARRAY(SELECT a.privilege_type || '|' || coalesce(quote_ident(r.rolname), 'PUBLIC')
                               FROM pg_catalog.aclexplode(acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole)) a
                               LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee WHERE d.defaclnamespace = 0) AS usual
                         FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
                         WHERE pg_has_role(d.defaclrole, 'USAGE') LOOP
                FOR i IN 1 .. cardinality(x.grantees) LOOP
                  EXECUTE format('%s REVOKE ALL ON %s FROM %s', x.head, x.kind, x.grantees[i]);
                END LOOP;
                FOR i IN 1 .. cardinality(x.usual) LOOP
                  EXECUTE format('%s GRANT %s ON %s TO %s', x.head, split_part(x.usual[i], '|', 1), x.kind,
                                 substr(x.usual[i], strpos(x.usual[i], '|') + 1));
                END LOOP;
              END LOOP;
            END
            $$""";
}
