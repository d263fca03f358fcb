package io.pgbaton.steps;

import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaDump;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The schema of one database in the order in which it is loaded: before the rows are copied, everything that tables need and
 * every key that replication looks rows up by; after it, the rest (DOMAIN B.2).
 *
 * @param before loaded before the copy, in pg_dump's order
 * @param indexes indexes and constraints on one table each: independent of each other
 * @param attachments indexes of partitions that become part of their parent's
 * @param references foreign keys and checks, which need the indexes
 * @param rest triggers, rules, policies, comments and the like, in pg_dump's order
 */
record Schema(
        List<Entry> before, List<Entry> indexes, List<Entry> attachments, List<Entry> references, List<Entry> rest) {
    /** Reads it from the source. */
    static Schema of(Facts facts, String database) {
        Place source = new Place(Server.SOURCE, database);
        SchemaDump dump = facts.at(source).schema();
        Set<String> identities = identities(facts, source);
        Marker marker = Streams.marker(facts);
        Schema schema = new Schema(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Entry entry : dump.preData()) {
            schema.before.add(belongsTo(marker, entry) ? setting(entry) : entry);
        }
        schema.before.removeIf(entry -> entry.sql().isEmpty());
        boolean defer = facts.plan().copy().deferIndexes();
        for (Entry entry : dump.postData()) {
            if (!belongsTo(marker, entry)) {
                schema.sort(entry, identities, defer);
            }
        }
        return schema;
    }

    private void sort(Entry entry, Set<String> identities, boolean defer) {
        switch (entry.type()) {
            case "INDEX":
            case "CONSTRAINT":
                boolean key = entry.sql().contains(" PRIMARY KEY ") || isIdentity(entry, identities);
                (key || !defer ? before : indexes).add(entry);
                break;
            case "VIEW":
            case "MATERIALIZED VIEW":
                // It groups by a primary key, and so had to wait for it; indexes on it have to wait for it in turn.
                before.add(entry);
                break;
            case "INDEX ATTACH":
                attachments.add(entry);
                break;
            case "FK CONSTRAINT":
            case "CHECK CONSTRAINT":
                references.add(entry);
                break;
            default:
                rest.add(entry);
        }
    }

    private static boolean isIdentity(Entry entry, Set<String> identities) {
        return identities.stream()
                .anyMatch(index -> index.equals(entry.schema() + "." + entry.name())
                        || (entry.type().equals("CONSTRAINT")
                                && entry.name()
                                        .endsWith(" "
                                                + index.substring(entry.schema().length() + 1))
                                && index.startsWith(entry.schema() + ".")));
    }

    /** Indexes that are, or will be made, the replica identity of their table. */
    private static Set<String> identities(Facts facts, Place source) {
        Set<String> names = new HashSet<>();
        for (Row table : facts.at(source).ask("tables")) {
            for (String index : SetReplicaIdentity.indexes(facts.plan(), table)) {
                names.add(table.text("schema") + "." + index);
            }
        }
        return names;
    }

    /** What pg_dump says at the end of an entry for those that follow: it is kept where the entry is not. */
    private static Entry setting(Entry entry) {
        return new Entry(
                "SET",
                "-",
                entry.name(),
                entry.sql()
                        .lines()
                        .filter(line -> line.startsWith("SET default_table_access_method = "))
                        .collect(Collectors.joining("\n")));
    }

    /** The marker is made by a step of its own. */
    private static boolean belongsTo(Marker marker, Entry entry) {
        return entry.schema().equals(marker.schema())
                || (entry.type().equals("SCHEMA") && entry.name().equals(marker.schema()))
                || (entry.type().equals("EVENT TRIGGER") && entry.sql().contains(" " + marker.schema() + "."))
                || (entry.type().equals("ACL") && entry.name().equals("SCHEMA " + marker.schema()));
    }
}
