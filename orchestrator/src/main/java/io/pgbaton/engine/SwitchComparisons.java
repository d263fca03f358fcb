package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** What this process compares behind its switches: of each upgrade one at a time, told in the history, ended on request. */
final class SwitchComparisons {
    /** How often one says how far it is. */
    private static final Duration SAYING = Duration.ofSeconds(10);

    private final Journal journal;
    private final Workshop workshop;
    private final Clock clock;
    private final String who;
    private final Consumer<UpgradeEvent> listener;
    /** By upgrade, and whether it is to end. */
    private final Map<String, AtomicBoolean> underWay = new ConcurrentHashMap<>();

    SwitchComparisons(Journal journal, Workshop workshop, Clock clock, String who, Consumer<UpgradeEvent> listener) {
        this.journal = journal;
        this.workshop = workshop;
        this.clock = clock;
        this.who = who;
        this.listener = listener;
    }

    /**
     * Compares what a switch has held, once it is over and everybody else may work on the upgrade again.
     *
     * @param outcome of the switch; returned as it is where there is nothing to compare
     * @param entry the upgrade behind the switch
     */
    Outcome behind(Outcome outcome, Entry entry, Plan plan, Snapshots snapshots) {
        if (entry.passage() != snapshots.passage()) {
            return outcome;
        }
        Phase phase = entry.stage().phase();
        if (phase != Phase.SWITCHED_OVER && phase != Phase.SWITCHED_BACK) {
            if (entry.stage().working().handing()) {
                noteNotMade(entry, "the switch has not come to rest, and is " + entry.stage());
            }
            return outcome;
        }
        return snapshots.failure().map(why -> notMade(entry, why)).orElseGet(() -> compare(entry, plan, snapshots));
    }

    private Outcome compare(Entry entry, Plan plan, Snapshots snapshots) {
        AtomicBoolean end = new AtomicBoolean();
        underWay.put(entry.name(), end);
        try {
            say(entry, "comparing both servers as they were at the switch; no client waits for it");
            Comparison comparison = new SwitchComparison(
                            entry, plan, workshop, journal, clock, snapshots, end::get, saying(entry))
                    .run();
            ComparisonRun.note(comparison, who, journal);
            return SwitchVerdict.of(comparison, plan, entry.stage().phase());
        } catch (Journal.UnavailableException e) {
            throw e;
        } catch (StepFailed | PostgresException e) {
            return notMade(entry, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // The switch is made, whatever is the matter with this.
            return notMade(entry, e.toString());
        } finally {
            underWay.remove(entry.name());
        }
    }

    /** Returns whether there was one to end: it cannot go on later, and is told as not made. */
    boolean end(String name) {
        AtomicBoolean end = underWay.get(name);
        if (end != null) {
            end.set(true);
        }
        return end != null;
    }

    private Outcome notMade(Entry entry, String why) {
        noteNotMade(entry, why);
        return SwitchVerdict.notMade(why, entry.name(), entry.stage().phase());
    }

    private void noteNotMade(Entry entry, String why) {
        journal.append(
                entry.name(),
                clock.now(),
                who,
                AtSwitch.NOT_COMPARED,
                SwitchVerdict.sentence(why),
                Json.text(Map.of(AtSwitch.PASSAGE, entry.passage())));
    }

    private void say(Entry entry, String message) {
        Phase phase = entry.stage().phase();
        listener.accept(
                new UpgradeEvent(clock.now(), entry.name(), UpgradeEvent.Kind.NOTE, phase, null, message, Map.of()));
    }

    private Consumer<ComparisonPace> saying(Entry entry) {
        Rhythm rhythm = new Rhythm(clock, SAYING);
        // It has just said that it begins.
        rhythm.isDue();
        return pace -> {
            if (rhythm.isDue()) {
                say(
                        entry,
                        "compared " + pace.rows() + " of about " + pace.expected()
                                + " rows as they were at the switch, " + Math.round(pace.rowsPerSecond()) + " rows/s");
            }
        };
    }
}
