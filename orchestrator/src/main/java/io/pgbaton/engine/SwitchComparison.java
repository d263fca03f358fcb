package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Compares both servers as they were in the pause of a switch, while clients write on the new one (DOMAIN G-03). What is found
 * is so: nothing was on its way then. It cannot go on in another process, which has no snapshots.
 */
final class SwitchComparison {
    /** How often the journal is asked whether the upgrade is still where the switch left it. */
    private static final Duration LOOKING = Duration.ofMillis(250);

    private final Entry entry;
    private final Plan plan;
    private final Workshop workshop;
    private final Journal journal;
    private final Clock clock;
    private final Snapshots snapshots;
    private final BooleanSupplier ended;
    private final Consumer<ComparisonPace> watcher;
    private final Rhythm looking;

    /** @param ended whether somebody wants it to end */
    SwitchComparison(
            Entry entry,
            Plan plan,
            Workshop workshop,
            Journal journal,
            Clock clock,
            Snapshots snapshots,
            BooleanSupplier ended,
            Consumer<ComparisonPace> watcher) {
        this.entry = entry;
        this.plan = plan;
        this.workshop = workshop;
        this.journal = journal;
        this.clock = clock;
        this.snapshots = snapshots;
        this.ended = ended;
        this.watcher = watcher;
        this.looking = new Rhythm(clock, LOOKING);
    }

    /** The server that had the traffic until the switch: its rows are right. */
    private Server publisher() {
        return entry.stage().phase() == Phase.SWITCHED_OVER ? Server.SOURCE : Server.TARGET;
    }

    /** Throws {@link StepFailed} if it was ended or the upgrade went on, {@link io.pgbaton.postgres.PostgresException}. */
    Comparison run() {
        Instant start = clock.now();
        try (Servers servers = workshop.servers(plan);
                Crew crew = new Crew()) {
            Moment moment = new Moment(servers, snapshots, plan.compare());
            Map<Stream, List<ComparedTable>> work = new LinkedHashMap<>();
            for (String database : entry.databases()) {
                Stream stream = new Stream(entry.name(), database, publisher());
                work.put(stream, tables(moment, stream, crew));
            }
            List<ComparedTable> tables =
                    work.values().stream().flatMap(List::stream).toList();
            ComparisonTally tally = new ComparisonTally(tables, 0, clock, watcher);
            ComparisonPlace place =
                    new ComparisonPlace(moment, plan.compare(), crew, clock, Bookmark.NONE, this::goOn, tally::add);
            List<Comparison.Table> results = new ArrayList<>();
            work.forEach((stream, some) -> results.addAll(new Comparer(stream, place, some).compare(List.of())));
            return new Comparison(
                    entry.name(),
                    Comparison.Basis.AT_SWITCH,
                    publisher(),
                    entry.passage(),
                    start,
                    clock.now(),
                    results);
        }
    }

    /** The catalogs too are read as they were: what was made since the switch is no difference. */
    private static List<ComparedTable> tables(Moment moment, Stream stream, Crew crew) {
        try (ReaderPair pair = new ReaderPair(moment::reader, stream, crew)) {
            return ComparedTables.of(pair, List.of());
        }
    }

    private void goOn() {
        if (ended.getAsBoolean()) {
            throw new StepFailed("it was ended on request");
        }
        if (!looking.isDue()) {
            return;
        }
        Entry found = journal.find(entry.name()).orElseThrow();
        if (found.passage() != entry.passage()) {
            throw new StepFailed("the upgrade went on before it was done, and is " + found.stage());
        }
    }
}
