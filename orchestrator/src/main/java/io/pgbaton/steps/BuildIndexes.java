package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds what the copy went faster without: indexes, then foreign keys, both side by side, then triggers, rules, policies
 * and all that is left of the schema (DOMAIN B.2).
 */
public final class BuildIndexes implements Step {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\\s\".;]+)";
    private static final Pattern CONSTRAINT =
            Pattern.compile("ALTER TABLE (?:ONLY )?(" + NAME + "\\." + NAME + ")\\s+ADD CONSTRAINT (" + NAME + ") ");
    private static final Pattern ATTACH =
            Pattern.compile("ALTER INDEX (" + NAME + "\\." + NAME + ") ATTACH PARTITION (" + NAME + "\\." + NAME + ")");

    @Override
    public String name() {
        return "build-indexes";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Build indexes and foreign keys, then load the rest of the schema");
        int workers = facts.plan().copy().workers();
        for (String database : facts.databases()) {
            Place at = new Place(Server.TARGET, database);
            Schema schema = Schema.of(facts, database);
            work.move(together("indexes of " + database, changes(facts, at, schema.indexes()), workers))
                    .move(together("index attachments of " + database, changes(facts, at, schema.attachments()), 1))
                    .move(together("foreign keys of " + database, changes(facts, at, schema.references()), workers))
                    .move(rest(facts, at, schema));
        }
        return work.build();
    }

    @Override
    public long bytes(Facts facts) {
        return facts.plan().copy().deferIndexes() ? Sizes.of(facts, "index_bytes") : 0;
    }

    private static Together together(String key, List<Change> changes, int workers) {
        return Together.apart(key, changes, workers);
    }

    private static List<Change> changes(Facts facts, Place at, List<Entry> entries) {
        List<Change> changes = new ArrayList<>();
        for (Entry entry : entries) {
            changes.add(Change.ensures(
                            "build " + entry.schema() + "." + entry.name() + " in " + at.database(),
                            at,
                            Sql.of(statements(entry)),
                            built(at, entry),
                            Undo.needless("it goes with the schema"))
                    .within(facts.plan().copy().timeout()));
        }
        return changes;
    }

    private static List<String> statements(Entry entry) {
        List<String> statements = new ArrayList<>(CopySchema.settings());
        statements.add(entry.sql());
        return statements;
    }

    private static Probe.Holds built(Place at, Entry entry) {
        return Probe.holds(at, entry.schema() + "." + entry.name() + " is built", question(entry));
    }

    private static String question(Entry entry) {
        Matcher constraint = CONSTRAINT.matcher(entry.sql());
        if (constraint.find()) {
            return "SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = "
                    + regclass(constraint.group(1)) + " AND conname = "
                    + Identifier.literal(unquoted(constraint.group(2))) + ")";
        }
        Matcher attach = ATTACH.matcher(entry.sql());
        if (attach.find()) {
            return "SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = " + regclass(attach.group(1))
                    + " AND inhrelid = " + regclass(attach.group(2)) + ")";
        }
        return "SELECT " + regclass(new TableName(entry.schema(), entry.name()).sql()) + " IS NOT NULL";
    }

    private static String regclass(String name) {
        return "pg_catalog.to_regclass(" + Identifier.literal(name) + ")";
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** In one transaction, with a mark at its end. */
    private static Change rest(Facts facts, Place at, Schema schema) {
        Marker marker = Streams.marker(facts);
        List<String> statements = new ArrayList<>(CopySchema.settings());
        schema.rest().forEach(entry -> statements.add(entry.sql()));
        String column = "COMMENT ON COLUMN " + marker.table().sql() + ".token IS ";
        statements.add(column + Identifier.literal(Marker.COMPLETE));
        return Change.ensures(
                "load the rest of the schema of " + at.database(),
                at,
                Sql.of(statements),
                marker.schemaComplete(at),
                Undo.needless("it goes with the schema"));
    }
}
