package io.pgbaton.steps;

import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Sequence;
import io.pgbaton.postgres.Sequence.Position;
import io.pgbaton.postgres.SequenceList;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import io.pgbaton.step.Table;
import io.pgbaton.step.Undo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All sequences of one database on both servers: where they stand, what is the matter with them, and the statements that set
 * those of the one side ahead of those of the other (DOMAIN D.5). Replication does not carry sequences (LAW-8).
 */
final class SequencePair {
    /** A statement of this many sequences stays well below every limit of the server, locks included. */
    private static final int BATCH = 500;
    /** How many names a finding tells. */
    private static final int NAMED = 5;

    private static final List<String> COLUMNS =
            List.of("sequence", "type", "kind", "stands at", "room", "is set to", "margin", "room then", "note");

    private final Place from;
    private final Place to;
    private final Side left;
    private final Side right;
    private final SequenceMarks marks;
    private final long leastRoom;
    private final List<Line> lines;

    /** The sequences of one side; none where the database does not exist yet. */
    record Side(Map<TableName, Sequence> sequences, Map<TableName, Position> positions, double seconds) {}

    /** The first reading since the sequences were listed, from which rates are measured. */
    private record First(Side side) {}

    /** One sequence of the side that has the traffic, and where it stands on the other, if it is there. */
    private record Line(
            Sequence sequence,
            Position now,
            @Nullable Position there,
            Position base,
            Position wanted,
            boolean covered,
            String note) {
        /** Where it stands when all is done. */
        Position then() {
            return covered && there != null ? there : wanted;
        }
    }

    private SequencePair(Place from, Place to, Side left, Side right, SequenceMarks marks, long leastRoom) {
        this.from = from;
        this.to = to;
        this.left = left;
        this.right = right;
        this.marks = marks;
        this.leastRoom = leastRoom;
        this.lines = left.sequences().values().stream()
                .filter(sequence -> left.positions().containsKey(sequence.name()))
                .map(this::line)
                .toList();
    }

    /** The sequences listed anew on both sides: for when nobody waits. The measuring of rates begins. */
    static SequencePair listed(Facts facts, Place from) {
        for (Place place : List.of(from, other(from))) {
            if (facts.exists(place)) {
                facts.at(place).forget(SequenceList.class);
                facts.at(place).forget(SequenceMarks.class);
                facts.at(place).forget(First.class);
            }
        }
        SequencePair pair = known(facts, from);
        if (facts.exists(from)) {
            facts.at(from).known(First.class, catalog -> new First(pair.left));
        }
        return pair;
    }

    /** The sequences listed anew, with everything settled that the pause will need: rates, margins and keys. */
    static SequencePair settled(Facts facts, Place from) {
        Place to = other(from);
        if (!facts.exists(from) || !facts.exists(to)) {
            return known(facts, from);
        }
        Catalog source = facts.at(from);
        source.forget(SequenceList.class);
        facts.at(to).forget(SequenceList.class);
        Side left = side(facts, from);
        Side right = side(facts, to);
        Side first = source.known(First.class, catalog -> new First(left)).side();
        source.forget(SequenceMarks.class);
        SequenceMarks marks = source.known(
                SequenceMarks.class,
                catalog -> marks(facts, catalog, rates(left, first), keys(facts.at(to), right.sequences())));
        return new SequencePair(
                from, to, left, right, marks, facts.plan().sequences().leastRoom());
    }

    /** The sequences by what is known of them, so that only their positions are read: one round trip for each side. */
    static SequencePair known(Facts facts, Place from) {
        return of(facts, from, side(facts, from), side(facts, other(from)));
    }

    /** The same for every database, both servers side by side: for while clients wait. */
    static List<SequencePair> known(Facts facts, Server from) {
        List<CompletableFuture<Side>> rights = new ArrayList<>();
        for (String database : facts.databases()) {
            rights.add(CompletableFuture.supplyAsync(() -> side(facts, new Place(from.other(), database))));
        }
        List<SequencePair> pairs = new ArrayList<>();
        for (int i = 0; i < rights.size(); i++) {
            Place place = new Place(from, facts.databases().get(i));
            pairs.add(of(facts, place, side(facts, place), joined(rights.get(i))));
        }
        return pairs;
    }

    private static Side joined(CompletableFuture<Side> reading) {
        try {
            return reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static SequencePair of(Facts facts, Place from, Side left, Side right) {
        SequenceMarks marks = facts.exists(from)
                ? facts.at(from).known(SequenceMarks.class, catalog -> marks(facts, catalog, Map.of(), Map.of()))
                : new SequenceMarks(facts.plan().sequences().margin(), Map.of(), 0, 0, Map.of());
        return new SequencePair(
                from, other(from), left, right, marks, facts.plan().sequences().leastRoom());
    }

    private static Place other(Place place) {
        return new Place(place.server().other(), place.database());
    }

    private static SequenceMarks marks(
            Facts facts, Catalog catalog, Map<TableName, Double> rates, Map<TableName, Long> keys) {
        long sessions = catalog.query("SELECT count(*) AS n FROM pg_catalog.pg_stat_activity"
                        + " WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend'")
                .get(0)
                .number("n");
        double seconds = facts.plan().switchover().freezeBudget().toMillis() / 1000.0;
        return new SequenceMarks(facts.plan().sequences().margin(), rates, seconds, sessions, keys);
    }

    /**
     * Where the sequences of a database stand now: one round trip if they are known. If the list turns out to be old, they
     * are listed anew.
     */
    static Side side(Facts facts, Place place) {
        if (!facts.exists(place)) {
            return new Side(Map.of(), Map.of(), 0);
        }
        Catalog catalog = facts.at(place);
        for (boolean again = true; ; again = false) {
            SequenceList list = catalog.known(
                    SequenceList.class, one -> SequenceList.of(one, Streams.version(facts, place.server())));
            if (list.sequences().values().stream().anyMatch(sequence -> !sequence.mayRead())) {
                return new Side(list.sequences(), Map.of(), 0);
            }
            Optional<SequenceList.Reading> reading = read(list, catalog, again);
            if (reading.isPresent()) {
                return new Side(
                        list.sequences(),
                        reading.get().positions(),
                        reading.get().seconds());
            }
            catalog.forget(SequenceList.class);
            if (!again) {
                throw new IllegalStateException("the sequences of " + place
                        + " were created, dropped or altered again while they were read; wait until that is over");
            }
        }
    }

    private static Optional<SequenceList.Reading> read(SequenceList list, Catalog catalog, boolean again) {
        try {
            return list.read(catalog);
        } catch (PostgresException e) {
            if (!again || SqlState.connectionLost(e.sqlState())) {
                throw e;
            }
            // One of them is gone or was altered.
            return Optional.empty();
        }
    }

    private static Map<TableName, Double> rates(Side now, Side first) {
        Map<TableName, Double> rates = new HashMap<>();
        double seconds = now.seconds() - first.seconds();
        if (seconds > 0) {
            for (Sequence sequence : now.sequences().values()) {
                Position before = first.positions().get(sequence.name());
                Position after = now.positions().get(sequence.name());
                if (before != null && after != null) {
                    sequence.distance(before.value(), after.value())
                            .ifPresent(steps -> rates.put(sequence.name(), steps / seconds));
                }
            }
        }
        return rates;
    }

    /** The keys nearest to the bound, of those columns where an index tells them at once. */
    private static Map<TableName, Long> keys(Catalog catalog, Map<TableName, Sequence> sequences) {
        List<Sequence> owned = new ArrayList<>();
        for (Sequence sequence : sequences.values()) {
            Sequence.Column column = sequence.column();
            if (column != null && column.indexed()) {
                owned.add(sequence);
            }
        }
        Map<TableName, Long> keys = new HashMap<>();
        for (int at = 0; at < owned.size(); at += BATCH) {
            List<Sequence> batch = owned.subList(at, Math.min(owned.size(), at + BATCH));
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                parts.add(keyOf(i, batch.get(i)));
            }
            for (Row row : catalog.query(String.join(" UNION ALL ", parts))) {
                if (row.maybe("k") != null) {
                    keys.put(batch.get((int) row.number("i")).name(), row.number("k"));
                }
            }
        }
        return keys;
    }

    private static String keyOf(int number, Sequence sequence) {
        Sequence.Column column = java.util.Objects.requireNonNull(sequence.column());
        return "SELECT " + number + " AS i, pg_catalog." + (sequence.increment() > 0 ? "max(" : "min(")
                + Identifier.quote(column.name()) + ")::bigint AS k FROM "
                + column.table().sql();
    }

    private Line line(Sequence sequence) {
        Position now = left.positions().get(sequence.name());
        Position there = right.positions().get(sequence.name());
        OptionalLong key = marks.key(sequence);
        OptionalLong raised = key.isPresent() ? sequence.raised(now, key.getAsLong()) : OptionalLong.empty();
        Position base = raised.isPresent() ? new Position(raised.getAsLong(), true) : now;
        Sequence.Ahead ahead = ahead(sequence);
        return new Line(
                sequence,
                now,
                there,
                base,
                sequence.advanced(base, ahead),
                there != null && sequence.covers(there, base, ahead),
                note(sequence, now, key, raised));
    }

    private Sequence.Ahead ahead(Sequence sequence) {
        return new Sequence.Ahead(marks.margin(sequence), leastRoom);
    }

    private static String note(Sequence sequence, Position now, OptionalLong key, OptionalLong raised) {
        if (raised.isPresent()) {
            return "set past the key " + key.getAsLong();
        }
        if (key.isPresent() && !sequence.cycle()) {
            long next = key.getAsLong();
            boolean ahead = sequence.increment() > 0 ? next > now.value() : next < now.value();
            if (ahead || (!now.called() && next == now.value())) {
                return "the key " + next + " is in its way already";
            }
        }
        return sequence.cycle() ? "cycles" : "";
    }

    /** Sets every sequence that is not exactly where it is wanted. */
    List<Change> preset() {
        return changes("set", line -> !line.wanted().equals(line.there()));
    }

    /** Sets those that are no longer far enough ahead. */
    List<Change> advance() {
        return changes("advance", line -> !line.covered());
    }

    private List<Change> changes(String verb, Predicate<Line> which) {
        List<Line> chosen = lines.stream().filter(which).toList();
        List<Change> changes = new ArrayList<>();
        for (int at = 0; at < chosen.size(); at += BATCH) {
            List<Line> batch = chosen.subList(at, Math.min(chosen.size(), at + BATCH));
            String key = verb + " the sequences of " + to.database() + (at == 0 ? "" : " from number " + (at + 1));
            changes.add(Change.ensures(
                    key,
                    to,
                    set(batch),
                    stands(batch),
                    Undo.needless("nobody uses them before the next switch, which sets them anew")));
        }
        return changes;
    }

    /** One statement for all: a list of calls would end at 1664 columns. */
    private static Sql set(List<Line> batch) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> called = new ArrayList<>();
        for (Line line : batch) {
            names.add(Identifier.literal(line.sequence().name().sql()));
            values.add(Long.toString(line.wanted().value()));
            called.add(line.wanted().called() ? "t" : "f");
        }
        return Sql.message("SELECT pg_catalog.count(pg_catalog.setval(s.name, s.value, s.called)) FROM unnest(ARRAY["
                + String.join(", ", names) + "]::pg_catalog.regclass[], '{" + String.join(",", values)
                + "}'::bigint[], '{" + String.join(",", called) + "}'::boolean[]) AS s(name, value, called)");
    }

    /** Asks the sequences themselves; what stands elsewhere is told by name. */
    private Probe.Holds stands(List<Line> batch) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        for (Line line : batch) {
            String name = line.sequence().name().sql();
            if (line.wanted().called()) {
                names.add(Identifier.literal(name));
                values.add(Long.toString(line.wanted().value()));
            } else {
                parts.add("SELECT " + Identifier.literal(name) + ", last_value, last_value = "
                        + line.wanted().value() + " AND NOT is_called FROM " + name);
            }
        }
        if (!names.isEmpty()) {
            parts.add(
                    0,
                    "SELECT s.name::text, pg_catalog.pg_sequence_last_value(s.name),"
                            + " pg_catalog.pg_sequence_last_value(s.name) IS NOT DISTINCT FROM s.value FROM unnest(ARRAY["
                            + String.join(", ", names) + "]::pg_catalog.regclass[], '{" + String.join(",", values)
                            + "}'::bigint[]) AS s(name, value)");
        }
        return Probe.holds(
                to,
                "the sequences of " + to.database() + " stand where they were set",
                "SELECT pg_catalog.bool_and(q.ok), pg_catalog.string_agg(q.name || ' stands at ' || coalesce(q.value::text,"
                        + " 'its start'), ', ') FILTER (WHERE NOT q.ok) FROM (" + String.join(" UNION ALL ", parts)
                        + ") AS q(name, value, ok)");
    }

    /** Sequences that are not on both servers, or not defined alike (D-37, D-38), and missing rights (D-39). */
    List<Finding> differences(Facts facts) {
        List<Finding> findings = new ArrayList<>();
        missing(findings, left, right, from, to);
        missing(findings, right, left, to, from);
        List<String> drifted = new ArrayList<>();
        for (Sequence sequence : left.sequences().values()) {
            Sequence other = right.sequences().get(sequence.name());
            if (other != null && !sequence.sameDefinition(other)) {
                drifted.add(sequence.name() + " (" + sequence.definition() + " on the "
                        + from.server().word() + "; " + other.definition() + " on the "
                        + to.server().word() + ")");
            }
        }
        if (!drifted.isEmpty()) {
            findings.add(new Finding(
                    SequenceChecks.DRIFTED,
                    from.database(),
                    "these sequences are not defined alike: " + some(drifted),
                    "ALTER SEQUENCE on one of the servers, so that both say the same"));
        }
        findings.addAll(closed(facts, from, left, Sequence::mayRead));
        findings.addAll(closed(facts, to, right, SequencePair::maySet));
        return findings;
    }

    private static void missing(List<Finding> findings, Side here, Side there, Place at, Place other) {
        List<String> names = here.sequences().keySet().stream()
                .filter(name -> !there.sequences().containsKey(name))
                .map(TableName::toString)
                .toList();
        if (!names.isEmpty()) {
            findings.add(new Finding(
                    SequenceChecks.MISSING,
                    at.database(),
                    "these sequences are on the " + at.server().word() + " alone: " + some(names),
                    "create them on the " + other.server().word() + " with the same definition, or drop them"));
        }
    }

    /** Sequences of the side that has the traffic that this role may not even read. */
    List<Finding> unreadable(Facts facts) {
        return closed(facts, from, left, Sequence::mayRead);
    }

    /** Sequences of the side that has the traffic that could not be set when it is to take over again. */
    List<Finding> unsettable(Facts facts) {
        return closed(facts, from, left, SequencePair::maySet);
    }

    private static boolean maySet(Sequence sequence) {
        return sequence.mayRead() && sequence.maySet();
    }

    private static List<Finding> closed(Facts facts, Place at, Side side, Predicate<Sequence> allowed) {
        List<TableName> closed = side.sequences().values().stream()
                .filter(allowed.negate())
                .map(Sequence::name)
                .toList();
        if (closed.isEmpty()) {
            return List.of();
        }
        String to = " TO "
                + Identifier.quote(Streams.endpoint(facts.plan(), at.server()).user());
        Set<String> statements = new LinkedHashSet<>();
        for (TableName sequence : closed) {
            String schema = " SCHEMA " + Identifier.quote(sequence.schema()) + to;
            statements.add("GRANT USAGE ON" + schema);
            statements.add("GRANT SELECT, UPDATE ON ALL SEQUENCES IN" + schema);
        }
        return List.of(new Finding(
                SequenceChecks.CLOSED,
                at.toString(),
                "this role may not read and set these sequences: "
                        + some(closed.stream().map(TableName::toString).toList()),
                "",
                new Paste(at, String.join(";\n", statements)),
                null));
    }

    /** Sequences that are about to end (D-34). */
    List<Finding> ending() {
        List<String> ending = new ArrayList<>();
        for (Line line : lines) {
            long room = line.sequence().room(line.then());
            if (!line.sequence().cycle() && room < line.sequence().least(ahead(line.sequence()))) {
                ending.add(line.sequence().name() + " (" + line.sequence().type() + ", stands at " + line.now() + ", "
                        + line.sequence().room(line.now()) + " values left now and " + room + " after the switch)");
            }
        }
        return ending.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        SequenceChecks.ENDING,
                        from.toString(),
                        "these sequences are used up or nearly so: " + some(ending),
                        "give them room: ALTER SEQUENCE … AS bigint MAXVALUE …, on both servers and with its column,"
                                + " or reset them"));
    }

    /** Sequences that somebody should know about: they cycle (D-35), or rows have keys of their own (D-36). */
    List<Finding> noteworthy() {
        List<Finding> findings = new ArrayList<>();
        List<String> cycling = lines.stream()
                .filter(line -> line.sequence().cycle())
                .map(line -> line.sequence().name().toString())
                .toList();
        if (!cycling.isEmpty()) {
            findings.add(new Finding(
                    SequenceChecks.CYCLING,
                    from.toString(),
                    "these sequences cycle: " + some(cycling),
                    SequenceChecks.CYCLING.remedy()));
        }
        List<String> keyed = lines.stream()
                .filter(line -> line.note().contains("key"))
                .map(line -> line.sequence().name() + " (stands at " + line.now() + ", " + line.note() + ")")
                .toList();
        if (!keyed.isEmpty()) {
            findings.add(new Finding(
                    SequenceChecks.FOREIGN_KEYS,
                    from.toString(),
                    "rows were written with keys that these sequences did not give out: " + some(keyed),
                    SequenceChecks.FOREIGN_KEYS.remedy()));
        }
        return findings;
    }

    /** Every sequence: where it stands, where it is set, and what is left. */
    Table table() {
        Server server = from.server();
        return new Table(
                "Sequences of " + from.database() + " on the " + server.word() + ", and on the "
                        + server.other().word(),
                COLUMNS,
                () -> lines.stream().map(this::row).toList());
    }

    private List<String> row(Line line) {
        Sequence sequence = line.sequence();
        OptionalLong margin = sequence.distance(line.now().value(), line.then().value());
        return List.of(
                sequence.name().toString(),
                sequence.type(),
                sequence.kind().name().toLowerCase(java.util.Locale.ROOT),
                line.now().toString(),
                Long.toString(sequence.room(line.now())),
                line.then().toString(),
                margin.isPresent() ? Long.toString(margin.getAsLong()) : "",
                Long.toString(sequence.room(line.then())),
                line.note());
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() <= NAMED ? shown : shown + " and " + (names.size() - NAMED) + " more";
    }
}
