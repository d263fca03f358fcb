package io.pgbaton.steps;

import io.pgbaton.plan.RolePolicy;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.SchemaFingerprint;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the target load the schema before anything is changed, if the plan wants it, and compares what has come of it: the only
 * test that no rule about versions can replace (DOMAIN PF-U99).
 */
public final class CheckRehearsal implements Step {
    @Override
    public String name() {
        return "check-rehearsal";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Rehearse loading the schema, if the plan wants it");
        if (facts.plan().check().rehearseSchema()) {
            check.databases(Server.SOURCE).forEach(place -> rehearse(facts, check, place));
        }
        return check.work();
    }

    private static void rehearse(Facts facts, Preflight check, Place source) {
        Schema schema;
        try {
            schema = Schema.of(facts, source.database());
        } catch (PostgresException e) {
            // that it cannot be dumped is told by the check of objects
            return;
        }
        Row database = facts.cluster(Server.SOURCE).one("database", source.database());
        Sql load = Sql.of(missingRoles(facts))
                .then(Sql.of(CopySchema.settings()))
                .then(Sql.of(CopySchema.triggered("origin")))
                .then(sql(schema.before()))
                .then(Sql.of(CopySchema.triggered("replica")))
                .then(sql(schema.indexes()))
                .then(sql(schema.attachments()))
                .then(sql(schema.references()))
                .then(sql(schema.rest()));
        check.requires(new Probe.Loads(
                facts.clusterPlace(Server.TARGET),
                Streams.marker(facts).schema() + "_rehearsal",
                CreateDatabases.locale(database, check.version(Server.TARGET)),
                check.superuser(Server.TARGET) ? load.unlogged() : load,
                SchemaFingerprint.of(facts.at(source), Streams.marker(facts)),
                "the target loads the schema of " + source.database(),
                SchemaChecks.REHEARSAL.remedy()));
    }

    private static Sql sql(List<Entry> part) {
        List<String> sent = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (Entry entry : part) {
            Sql sql = Masking.of(entry);
            sent.addAll(sql.statements());
            shown.addAll(sql.shown());
        }
        return new Sql(sent, shown, Sql.Mode.ATOMIC);
    }

    /** What belongs to them must find them; they are rolled back with all the rest. */
    private static List<String> missingRoles(Facts facts) {
        if (facts.plan().roles() == RolePolicy.EXPECT) {
            return List.of();
        }
        Set<String> there = facts.cluster(Server.TARGET).ask("roles").stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toSet());
        return facts.cluster(Server.SOURCE).ask("roles").stream()
                .map(row -> row.text("name"))
                .filter(name -> !there.contains(name))
                .map(name -> "CREATE ROLE " + Identifier.quote(name))
                .toList();
    }
}
