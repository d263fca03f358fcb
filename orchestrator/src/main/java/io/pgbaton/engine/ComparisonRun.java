package io.pgbaton.engine;

import io.pgbaton.engine.Journal.ComparedRange;
import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.postgres.UpgradeLock.Errand;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One comparison of an upgrade, from the servers' catalogs to the journal; it changes nothing on either server. */
final class ComparisonRun {
    /** How often the journal is asked whether the upgrade is still where it was. */
    private static final Duration LOOKING = Duration.ofMillis(250);
    /** How long the lock of a lost session may take to be taken anew. */
    private static final Duration CONFIRMING = Duration.ofSeconds(30);
    /** How many differences of a table the history keeps. */
    private static final int KEPT_DIFFERENCES = 100;

    private final Entry entry;
    private final Plan plan;
    private final Workshop workshop;
    private final Journal journal;
    private final Clock clock;
    private final Consumer<ComparisonPace> watcher;
    private final Server publisher;

    private final Rhythm looking;
    private List<ComparedTable> tables = List.of();
    private @Nullable UpgradeLock lock;

    ComparisonRun(
            Entry entry, Plan plan, Workshop workshop, Journal journal, Clock clock, Consumer<ComparisonPace> watcher) {
        this.entry = entry;
        this.plan = plan;
        this.workshop = workshop;
        this.journal = journal;
        this.clock = clock;
        this.watcher = watcher;
        this.looking = new Rhythm(clock, LOOKING);
        this.publisher = publisher(entry.stage(), plan);
    }

    /** Whose rows are right; throws {@link NotAllowedException} where neither server follows the other. */
    static Server publisher(Stage stage, Plan plan) {
        Phase phase = stage.phase();
        if (phase == Phase.IN_SYNC || phase == Phase.SWITCHED_BACK) {
            return Server.SOURCE;
        }
        if (phase == Phase.SWITCHED_OVER && plan.reverse().enabled()) {
            return Server.TARGET;
        }
        throw new NotAllowedException(
                "both servers can be compared while one follows the other and none of them switches: when the upgrade is"
                        + " in sync, switched over with a way back, or switched back; it is " + stage,
                Lifecycle.allowed(stage));
    }

    /** Goes on where an interrupted comparison was; throws {@link UpgradeLock.HeldException} while another one goes on. */
    Comparison run(String who) {
        return run(who, () -> {});
    }

    /** Forgets what an interrupted comparison has done. */
    Comparison runAnew(String who) {
        return run(who, () -> journal.forgetCompared(entry.name()));
    }

    private Comparison run(String who, Runnable first) {
        Instant start = clock.now();
        try (Servers servers = workshop.servers(plan);
                Crew crew = new Crew();
                UpgradeLock alone = servers.lock(entry.name(), Errand.COMPARISON)) {
            lock = alone;
            refuseBesideSnapshots(servers);
            first.run();
            Map<Stream, List<ComparedTable>> work = new LinkedHashMap<>();
            for (String database : entry.databases()) {
                Stream stream = new Stream(entry.name(), database, publisher);
                work.put(stream, tables(servers, stream, crew));
            }
            tables = work.values().stream().flatMap(List::stream).toList();
            String comparison = identity();
            List<ComparedRange> kept = kept(comparison, start);
            long keptRows = kept.stream().mapToLong(ComparedRange::rows).sum();
            Bookmark bookmark = new JournalBookmark(journal, clock, entry.name(), comparison);
            Vantage vantage = new Present(servers, plan.compare(), clock);
            ComparisonTally tally = new ComparisonTally(tables, keptRows, clock, watcher);
            ComparisonPlace place =
                    new ComparisonPlace(vantage, plan.compare(), crew, clock, bookmark, this::goOn, tally::add);
            List<Comparison.Table> results = new ArrayList<>();
            work.forEach((stream, some) -> results.addAll(new Comparer(stream, place, some).compare(kept)));
            Instant oldest =
                    kept.stream().map(ComparedRange::at).min(Instant::compareTo).orElse(start);
            Comparison comparisonMade = new Comparison(
                    entry.name(), Comparison.Basis.LIVE, publisher, entry.passage(), oldest, clock.now(), results);
            goOn();
            note(comparisonMade, who, journal);
            journal.forgetCompared(entry.name());
            return comparisonMade;
        }
    }

    /** What a switch holds is compared first: both at once would read everything twice. */
    private void refuseBesideSnapshots(Servers servers) {
        String held = Snapshots.lockName(entry.name(), entry.passage());
        servers.lockHolder(held, Errand.SNAPSHOTS).ifPresent(holder -> {
            throw new UpgradeLock.HeldException("both servers of " + entry.name()
                    + " are being compared as they were at the switch: " + holder
                    + "; wait for its outcome, which the history will have, or end that process");
        });
    }

    private List<ComparedTable> tables(Servers servers, Stream stream, Crew crew) {
        try (ReaderPair pair = new ReaderPair(servers::reader, stream, crew)) {
            return ComparedTables.of(pair, plan.leftToPause());
        }
    }

    /** Puts the outcome into the history. */
    static void note(Comparison made, String who, Journal journal) {
        journal.append(
                made.upgrade(),
                made.ended(),
                who,
                Comparison.COMPARED,
                made.sentence(),
                Json.text(made.naming(KEPT_DIFFERENCES)));
    }

    /** What was kept of the same comparison; nothing where it is too old to count. */
    private List<ComparedRange> kept(String comparison, Instant now) {
        List<ComparedRange> kept = journal.keptCompared(entry.name(), comparison);
        Instant oldest = now.minus(plan.compare().validFor());
        if (kept.isEmpty() || kept.stream().anyMatch(range -> range.at().isBefore(oldest))) {
            journal.forgetCompared(entry.name());
            return List.of();
        }
        return kept;
    }

    /** What must be the same for a comparison to be the same one: the way it goes, the tables, their columns, the hash. */
    private String identity() {
        StringBuilder all = new StringBuilder();
        for (ComparedTable table : tables) {
            all.append(table.database())
                    .append(table.publisher())
                    .append(table.subscriber())
                    .append('\n');
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return entry.passage() + " " + publisher.word() + " "
                    + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void goOn() {
        if (!looking.isDue()) {
            return;
        }
        UpgradeLock held = lock;
        if (held != null) {
            held.confirm(CONFIRMING);
        }
        Stage stage = journal.find(entry.name()).orElseThrow().stage();
        if (stage.phase() != entry.stage().phase()) {
            throw new NotAllowedException(
                    "the comparison ends here, because the upgrade is no longer " + entry.stage() + " but " + stage
                            + "; compare again when it is at rest",
                    Lifecycle.allowed(stage));
        }
    }
}
