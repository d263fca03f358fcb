package io.pgbaton.engine;

import io.pgbaton.engine.ComparedTable.Suspect;
import io.pgbaton.engine.Journal.ComparedRange;
import io.pgbaton.engine.RangeWalk.Task;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableColumn;
import io.pgbaton.postgres.TableContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tables of one database, while rows are written too (DOMAIN G-01): ranges by the sums of their hashes, on both
 * servers at once; a range that differs by parts of it, and those row by row; a row that differs is read again and again, on
 * the publisher, then on the subscriber once it has everything up to there, then on the publisher once more. Only where the
 * publisher's row stood still meanwhile, and the subscriber's is another one, does it count.
 */
final class Comparer {
    /** Rows of a part that is looked at one by one. */
    private static final int ROWS_PER_PART = 256;

    private static final int MOST_PARTS = 1 << 16;
    private static final int MOST_ROWS = 50_000;
    private static final int KEYS_PER_QUESTION = 500;
    /** So many rows that wait for another look are looked at before more are found. */
    private static final int ENOUGH_SUSPECTS = 500;
    /** A row that is written all the time is given up after so many looks for each of the plan's rounds. */
    private static final int PATIENT_ROUNDS = 5;
    /** How many rows of a table are named. */
    private static final int NAMED = 1000;

    private static final int TRIES = 3;
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(100);

    private final Stream stream;
    private final ComparisonPlace place;
    private final List<ComparedTable> tables;
    private final AtomicBoolean failed = new AtomicBoolean();

    Comparer(Stream stream, ComparisonPlace place, List<ComparedTable> tables) {
        this.stream = stream;
        this.place = place;
        this.tables = tables;
    }

    /** Compares every table; throws {@link PostgresException} if a server is lost, {@link StepFailed} if one does not follow. */
    List<Comparison.Table> compare(List<ComparedRange> kept) {
        compareRanges(tables, kept);
        settle(tables);
        List<ComparedTable> doubtful = tables.stream().filter(this::isDoubtful).toList();
        if (!doubtful.isEmpty()) {
            doubtful.forEach(ComparedTable::goByText);
            doubtful.forEach(ComparedTable::beginAnew);
            compareRanges(doubtful, List.of());
            settle(doubtful);
        }
        return results();
    }

    /** Rows without a key are known by their hash alone, so that a difference is told only by the one that is the same everywhere. */
    private boolean isDoubtful(ComparedTable table) {
        return !table.isSkipped()
                && table.isFast()
                && !table.publisher().keyed()
                && !table.suspects().isEmpty();
    }

    private void compareRanges(List<ComparedTable> which, List<ComparedRange> kept) {
        try {
            RangeWalk walk = new RangeWalk(
                    which,
                    table -> keptOf(table, kept),
                    place.plan().rowsPerRange(),
                    place.vantage().limit());
            place.crew().allOf(Collections.nCopies(place.plan().jobs(), () -> work(walk)));
        } finally {
            place.bookmark().write();
        }
    }

    /** What was kept of the table, as far as it is without a gap. */
    private static List<ComparedRange> keptOf(ComparedTable table, List<ComparedRange> kept) {
        List<ComparedRange> ranges = new ArrayList<>();
        List<String> end = null;
        for (ComparedRange range : kept) {
            boolean follows = range.ordinal() == ranges.size()
                    && Objects.equals(range.range().from(), end);
            if (range.database().equals(table.database())
                    && range.table().equals(table.publisher().table())
                    && follows) {
                ranges.add(range);
                end = range.range().to();
            }
        }
        return ranges;
    }

    private void work(RangeWalk walk) {
        try (ReaderPair pair = new ReaderPair(place.vantage()::reader, stream, place.crew())) {
            for (Task task = next(walk, pair.publisher()); task != null; task = next(walk, pair.publisher())) {
                place.bookmark().note(kept(task, false, 0, List.of()));
                perform(task, pair);
                if (task.table().suspects().size() > ENOUGH_SUSPECTS) {
                    look(List.of(task.table()), pair);
                }
            }
        } catch (RuntimeException e) {
            failed.set(true);
            throw e;
        }
    }

    private @Nullable Task next(RangeWalk walk, Reader publisher) {
        if (failed.get()) {
            return null;
        }
        place.goOn();
        String over = place.vantage().over();
        if (over != null) {
            walk.end().forEach(table -> table.skip(over));
            return null;
        }
        place.vantage().rest(publisher, stream);
        return walk.next(publisher);
    }

    /** Compares a range; what a server refuses is tried otherwise, and then left out and told. */
    private void perform(Task task, ReaderPair pair) {
        ComparedTable table = task.table();
        for (int tries = 1; !table.isSkipped(); tries++) {
            try {
                compare(task, pair);
                return;
            } catch (PostgresException e) {
                if (SqlState.connectionLost(e.sqlState()) || e.sqlState().equals(SqlState.NONE)) {
                    throw e;
                }
                if (SqlState.worthRepeating(e.sqlState()) && tries < TRIES) {
                    continue;
                }
                if (table.isFast() && !e.sqlState().equals(SqlState.QUERY_CANCELED)) {
                    table.goByText();
                    continue;
                }
                table.skip(e.getMessage());
            }
        }
    }

    private void compare(Task task, ReaderPair pair) {
        ComparedTable table = task.table();
        TableContents left = table.publisher();
        TableContents right = table.subscriber();
        ReaderPair.Both sums = pair.ask(left.summary(task.range()), right.summary(task.range()), limit());
        Row ours = sums.publisher().get(0);
        Row theirs = sums.subscriber().get(0);
        long rows = ours.number("rows");
        boolean same = rows == theirs.number("rows") && ours.text("sum").equals(theirs.text("sum"));
        List<List<String>> differing =
                same ? List.of() : differing(task, left, right, Math.max(rows, theirs.number("rows")), pair);
        String lost = place.vantage().lost(pair, left, right);
        if (lost != null) {
            table.skip(lost);
            return;
        }
        table.add(rows, differing);
        place.bookmark().note(kept(task, true, rows, differing));
        place.tell(rows);
    }

    private ComparedRange kept(Task task, boolean done, long rows, List<List<String>> differing) {
        return new ComparedRange(
                task.table().database(),
                task.table().publisher().table(),
                task.ordinal(),
                task.range(),
                done,
                rows,
                differing,
                place.clock().now());
    }

    /** The keys of a range's rows that are not the same on both sides. */
    private List<List<String>> differing(
            Task task, TableContents left, TableContents right, long rows, ReaderPair pair) {
        int parts = parts(rows);
        ReaderPair.Both sums = pair.ask(left.parts(task.range(), parts), right.parts(task.range(), parts), limit());
        Map<Integer, String> ours = sums(sums.publisher());
        Map<Integer, String> theirs = sums(sums.subscriber());
        Set<Integer> all = new LinkedHashSet<>(ours.keySet());
        all.addAll(theirs.keySet());
        List<Integer> which = all.stream()
                .filter(part -> !Objects.equals(ours.get(part), theirs.get(part)))
                .toList();
        if (which.isEmpty()) {
            return List.of();
        }
        ReaderPair.Both found = pair.ask(
                left.rowsOf(task.range(), parts, which, MOST_ROWS),
                right.rowsOf(task.range(), parts, which, MOST_ROWS),
                limit());
        if (found.publisher().size() >= MOST_ROWS || found.subscriber().size() >= MOST_ROWS) {
            task.table().tooMany();
        }
        Map<List<String>, Long> mine = ComparedTable.rows(left, found.publisher());
        Map<List<String>, Long> others = ComparedTable.rows(right, found.subscriber());
        Set<List<String>> keys = new LinkedHashSet<>(mine.keySet());
        keys.addAll(others.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(mine.get(key), others.get(key)))
                .toList();
    }

    private static int parts(long rows) {
        long wanted = Math.min(MOST_PARTS, Math.max(1, rows / ROWS_PER_PART));
        return (int) Math.max(1, Long.highestOneBit(wanted));
    }

    private static Map<Integer, String> sums(List<Row> rows) {
        Map<Integer, String> sums = new HashMap<>();
        rows.forEach(row -> sums.put((int) row.number("part"), row.number("rows") + " " + row.text("sum")));
        return sums;
    }

    private Duration limit() {
        return place.vantage().limit();
    }

    /** Looks at every suspect until it is cleared, proven, or given up because it never stands still. */
    private void settle(List<ComparedTable> which) {
        if (!anyUndecided(which)) {
            return;
        }
        int most = place.vantage().rounds() * PATIENT_ROUNDS;
        try (ReaderPair pair = new ReaderPair(place.vantage()::reader, stream, place.crew())) {
            for (int round = 0; round < most && anyUndecided(which); round++) {
                if (round > 0) {
                    place.clock().pause(BETWEEN_ROUNDS);
                }
                place.goOn();
                look(which, pair);
            }
        }
    }

    private boolean anyUndecided(List<ComparedTable> which) {
        return which.stream()
                .filter(table -> !table.isSkipped())
                .flatMap(table -> table.suspects().stream())
                .anyMatch(suspect -> suspect.proven < place.vantage().rounds());
    }

    /** One look at every suspect that is not decided yet. */
    private void look(List<ComparedTable> which, ReaderPair pair) {
        Map<ComparedTable, List<Suspect>> due = new LinkedHashMap<>();
        for (ComparedTable table : which) {
            List<Suspect> suspects = table.suspects().stream()
                    .filter(suspect -> suspect.proven < place.vantage().rounds())
                    .toList();
            if (!suspects.isEmpty() && !table.isSkipped()) {
                due.put(table, suspects);
            }
        }
        Map<ComparedTable, Map<List<String>, Long>> before = new LinkedHashMap<>();
        due.forEach((table, suspects) -> before.put(table, read(table, table.publisher(), suspects, pair.publisher())));
        place.vantage().catchUp(pair.publisher(), stream);
        due.forEach((table, suspects) -> {
            Map<List<String>, Long> there = read(table, table.subscriber(), suspects, pair.subscriber());
            Map<List<String>, Long> after = read(table, table.publisher(), suspects, pair.publisher());
            Map<List<String>, Long> earlier = Objects.requireNonNull(before.get(table));
            String lost = place.vantage().lost(pair, table.publisher(), table.subscriber());
            if (lost != null) {
                table.skip(lost);
                return;
            }
            suspects.forEach(one -> judge(table, one, earlier.get(one.key), there.get(one.key), after.get(one.key)));
        });
    }

    private Map<List<String>, Long> read(
            ComparedTable table, TableContents side, List<Suspect> suspects, Reader reader) {
        TableContents contents = table.rowsOf(side);
        Map<List<String>, Long> rows = new HashMap<>();
        int most = contents.keyed() ? KEYS_PER_QUESTION : Integer.MAX_VALUE;
        for (int from = 0; from < suspects.size(); from += Math.min(most, suspects.size())) {
            List<List<String>> keys =
                    suspects.subList(from, (int) Math.min(suspects.size(), (long) from + most)).stream()
                            .map(suspect -> suspect.key)
                            .toList();
            rows.putAll(ComparedTable.rows(contents, reader.query(contents.rowsAt(keys), limit())));
        }
        return rows;
    }

    private static void judge(
            ComparedTable table, Suspect suspect, @Nullable Long before, @Nullable Long there, @Nullable Long after) {
        suspect.publisher = after;
        suspect.subscriber = there;
        if (Objects.equals(there, before) || Objects.equals(there, after)) {
            table.clear(suspect);
        } else if (Objects.equals(before, after)) {
            suspect.proven++;
        } else {
            suspect.proven = 0;
            suspect.written++;
        }
    }

    private List<Comparison.Table> results() {
        if (tables.stream().allMatch(table -> table.suspects().isEmpty())) {
            return tables.stream().map(table -> table.result(List.of(), 0, 0)).toList();
        }
        List<Comparison.Table> results = new ArrayList<>();
        try (ReaderPair pair = new ReaderPair(place.vantage()::reader, stream, place.crew())) {
            for (ComparedTable table : tables) {
                List<Suspect> proven = table.suspects().stream()
                        .filter(suspect -> suspect.proven >= place.vantage().rounds())
                        .toList();
                long undecided = table.suspects().size() - proven.size();
                results.add(table.result(differences(table, proven, pair), proven.size(), undecided));
            }
        }
        return results;
    }

    private List<Comparison.Difference> differences(ComparedTable table, List<Suspect> proven, ReaderPair pair) {
        List<Suspect> named = proven.subList(0, Math.min(NAMED, proven.size()));
        Map<List<String>, List<String>> columns = table.isSkipped() ? Map.of() : columns(table, named, pair);
        List<Comparison.Difference> differences = new ArrayList<>();
        for (Suspect suspect : named) {
            Comparison.Kind kind = kind(table, suspect);
            List<String> differing =
                    kind == Comparison.Kind.DIFFERS ? columns.getOrDefault(suspect.key, List.of()) : List.of();
            differences.add(new Comparison.Difference(kind, suspect.key, differing));
        }
        return differences;
    }

    private static Comparison.Kind kind(ComparedTable table, Suspect suspect) {
        if (!table.publisher().keyed()) {
            // so many equal rows on each side
            long ours = suspect.publisher == null ? 0 : suspect.publisher;
            long theirs = suspect.subscriber == null ? 0 : suspect.subscriber;
            return ours > theirs ? Comparison.Kind.MISSING : Comparison.Kind.EXTRA;
        }
        return suspect.subscriber == null
                ? Comparison.Kind.MISSING
                : suspect.publisher == null ? Comparison.Kind.EXTRA : Comparison.Kind.DIFFERS;
    }

    /** Which columns of rows that both sides have are not the same, by key. */
    private Map<List<String>, List<String>> columns(ComparedTable table, List<Suspect> named, ReaderPair pair) {
        Map<List<String>, List<String>> differing = new HashMap<>();
        List<List<String>> keys = named.stream()
                .filter(suspect -> kind(table, suspect) == Comparison.Kind.DIFFERS)
                .map(suspect -> suspect.key)
                .toList();
        List<TableColumn> columns = table.publisher().columns();
        for (int from = 0; from < keys.size(); from += KEYS_PER_QUESTION) {
            List<List<String>> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUESTION));
            ReaderPair.Both both = pair.ask(
                    table.publisher().columnsAt(some, table.text()),
                    table.subscriber().columnsAt(some, table.text()),
                    limit());
            Map<List<String>, Row> theirs = new HashMap<>();
            both.subscriber().forEach(row -> theirs.put(table.subscriber().keyOf(row), row));
            for (Row ours : both.publisher()) {
                Row other = theirs.get(table.publisher().keyOf(ours));
                List<String> names = new ArrayList<>();
                for (int i = 0; other != null && i < columns.size(); i++) {
                    String column = "c" + (i + 1);
                    if (!Objects.equals(ours.maybe(column), other.maybe(column))) {
                        names.add(columns.get(i).name());
                    }
                }
                differing.put(table.publisher().keyOf(ours), names);
            }
        }
        return differing;
    }
}
