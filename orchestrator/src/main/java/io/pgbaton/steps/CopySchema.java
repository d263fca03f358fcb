package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads what pg_dump -s says about the source into the target, in one transaction per database, so that it is there whole or
 * not at all: tables, types, functions, primary keys and whatever is a replica identity (DOMAIN B-05).
 */
public final class CopySchema implements Step {
    /** Nothing may depend on where a session happens to look for names. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL search_path = ''",
            "SET LOCAL check_function_bodies = off",
            "SET LOCAL xmloption = content",
            "SET LOCAL client_min_messages = warning");

    @Override
    public String name() {
        return "copy-schema";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Load the schema of the source (pg_dump -s, before the data)");
        for (String database : facts.databases()) {
            Place at = new Place(Server.TARGET, database);
            work.move(Change.creates(
                            "load the schema of " + database,
                            at,
                            statements(facts, database),
                            Streams.marker(facts).schemaLoaded(at),
                            Undo.with(Emptying.sql(facts, at)))
                    .within(facts.plan().limits().statementTimeout()));
        }
        return work.build();
    }

    private static Sql statements(Facts facts, String database) {
        List<String> sent = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (Entry entry : Schema.of(facts, database).before()) {
            Sql sql = Masking.of(entry);
            sent.addAll(sql.statements());
            shown.addAll(sql.shown());
        }
        Sql load = Sql.of(SETTINGS)
                .then(Sql.of(triggered("origin")))
                .then(new Sql(sent, shown, Sql.Mode.ATOMIC))
                .then(Sql.of("COMMENT ON TABLE " + Streams.marker(facts).table().sql() + " IS "
                        + Identifier.literal(Marker.LOADED)));
        return sent.equals(shown) || !Streams.superuser(facts, Server.TARGET) ? load : load.unlogged();
    }

    /**
     * What an extension does when it is created may rest on its own triggers, which our sessions do not fire: {@code origin}
     * fires them in this transaction, {@code replica} does not any more.
     */
    static String triggered(String role) {
        return "SELECT pg_catalog.set_config('session_replication_role', '" + role + "', true)"
                + " WHERE pg_catalog.current_setting('is_superuser')::boolean";
    }

    /** Settings under which DDL of pg_dump is loaded. */
    static List<String> settings() {
        return SETTINGS;
    }
}
